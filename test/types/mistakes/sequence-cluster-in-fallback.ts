import { byMetadata, byRoute, fallback, inCluster } from "myelin";
import { house } from "./vocabulary.ts";

house.sequence(fallback(byRoute(), inCluster(byMetadata("tenantId")), Error));

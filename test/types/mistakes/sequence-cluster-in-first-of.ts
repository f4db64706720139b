import { byMetadata, byRoute, firstOf, inCluster } from "myelin";
import { house } from "./vocabulary.ts";

house.sequence(firstOf(inCluster(byMetadata("tenantId")), byRoute()));

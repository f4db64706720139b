import { byMetadata, byPayload, byRoute, fallback } from "myelin";
import { house } from "./vocabulary.ts";

house.sequence(byRoute(), { Build: fallback(byMetadata("tenantId"), byPayload("citty"), Error) });

import { byMetadata, byPayload, firstOf } from "myelin";
import { house } from "./vocabulary.ts";

house.sequence(firstOf(byMetadata("tenantId"), byPayload("city")), { Build: byPayload("citty") });

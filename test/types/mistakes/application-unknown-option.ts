import { application, copyMetadata } from "myelin";
import { house } from "./vocabulary.ts";

application("town", [house], { corelate: [copyMetadata("tenantId")] });

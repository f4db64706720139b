import { byMetadata, projection, unsequenced } from "myelin";
import { houseTable } from "./vocabulary.ts";

projection.fold("houses", { table: houseTable, sequence: byMetadata("tenantId") });
projection.fold("houses", { table: houseTable, sequence: unsequenced() });

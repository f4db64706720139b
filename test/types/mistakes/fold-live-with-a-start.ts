import { projection } from "myelin";
import { houseTable } from "./vocabulary.ts";

projection.fold("houses", { table: houseTable, life: "live", from: "latest" });

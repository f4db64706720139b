import { projection } from "myelin";
import { houseTable } from "./vocabulary.ts";

projection.fold("houses", { table: houseTable, from: "last" });
projection.fold("houses", { table: houseTable, from: { position: 7 } });

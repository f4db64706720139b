import { projection } from "myelin";
import { evolved, houseTable } from "./vocabulary.ts";

projection.fold("houses", { table: houseTable, initial: { city: "" } }).on(evolved, {});

import { application, projection } from "myelin";
import { house, houseTable } from "./vocabulary.ts";

const houses = projection.fold("houses", { table: houseTable, initial: { city: "" } });

application("town", [house, houses]);

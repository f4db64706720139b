import { projection } from "myelin";
import { roomTable } from "./vocabulary.ts";

projection.fold("rooms", { table: roomTable, initial: { houseId: "", floor: 0, count: 0 } });

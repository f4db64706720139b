import { projection } from "myelin";
import { roomTable } from "./vocabulary.ts";

projection.fold("rooms", { table: roomTable, key: ["houseId", "flor"], initial: { count: 0 } });

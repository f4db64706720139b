import { projection } from "myelin";
import { house, roomTable } from "./vocabulary.ts";

projection.fold("rooms", { table: roomTable, key: ["houseId", "floor"], initial: { count: 0 } }).on(house, {
  Built: (row) => ({ count: row.count + 1 }),
});

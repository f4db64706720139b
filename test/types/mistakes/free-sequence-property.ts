import { byPayload, byRoute, firstOf, projection } from "myelin";
import { house } from "./vocabulary.ts";

projection.free("log", { sequence: firstOf(byPayload("price"), byRoute()) }).on(house, {
  Built: (db) => db.execute("select 1"),
  Sold: (db) => db.execute("select 1"),
});

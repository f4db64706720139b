import { application, projection, query } from "myelin";
import { client } from "myelin/client";
import * as v from "valibot";
import { house, houseTable } from "./vocabulary.ts";

const houses = projection
  .fold("houses", { table: houseTable, initial: { city: "", price: null } })
  .on(house, { Built: (_, { city }) => ({ city }) })
  .queries({ cityOf: query(v.object({ houseId: v.string() }), ({ houseId }, { rows }) => rows.get(houseId)) });
const town = application("town", [house, houses]);
const { queries } = client<typeof town>("https://town.example");

await queries.houses.cityof({ houseId: "h-1" });

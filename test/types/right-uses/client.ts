import { application, projection, query } from "myelin";
import { client, type LogEvent } from "myelin/client";
import * as v from "valibot";
import { house, houseTable, offer } from "../mistakes/vocabulary.ts";
import type { Same } from "../support/same.ts";

const houses = projection
  .fold("houses", { table: houseTable, initial: { city: "", price: null } })
  .on(house, { Built: (_, { city }) => ({ city }) })
  .queries({
    cityOf: query(v.object({ houseId: v.string() }), async ({ houseId }, { rows }) => (await rows.get(houseId))?.city),
    today: query(v.object({}), () => ({ at: new Date(), none: undefined })),
  });
const town = application("town", [house, houses, offer]);
const { commands, queries, events, workflows } = client<typeof town>("https://town.example");

const sold = await commands.Sell({ houseId: "h-1", price: 1 }, { id: "c-1", expectedVersion: 1 });
if (sold.ok) console.log(sold.version, sold.duplicate);
else {
  // Of the declared rejections only those that this command's decider makes.
  const reason: Same<typeof sold.reason, "AlreadySold"> = true;
  console.log(reason, sold.sentence);
}

const city = await queries.houses.cityOf({ houseId: "h-1" }, { waitFor: false });
const cities: Same<typeof city, string | null> = true;
const { at } = await queries.houses.today();
const sent: Same<typeof at, string> = true;

for await (const event of events({ types: ["house.Built"], after: "latest" })) {
  const built: Same<typeof event, LogEvent<"house.Built", { city: string }>> = true;
  console.log(built);
}
const { id } = await workflows.offer.start({ city: "Rome" });
await workflows.offer.signal(id, { name: "Stop", data: { why: "rain" } });
const names: Same<keyof typeof commands, "Build" | "Sell"> = true;
export const all: readonly boolean[] = [cities, sent, names];

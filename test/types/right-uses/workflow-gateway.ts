import { application } from "myelin";
import { type Engine, gateway } from "myelin/runtime";
import { house, offer, offers } from "../mistakes/vocabulary.ts";
import type { Same } from "../support/same.ts";

const town = application("town", [house, offer, offers]);
declare const engine: Engine;
const { workflows } = gateway<typeof town>(engine);

const { id } = await workflows.offer.start({ city: "Rome" }, { id: "o-1" });
await workflows.offers.start();
await workflows.offer.signal.Stop(id, { why: "rain" });
await workflows.offer.cancel(id, { why: "rain" });
await workflows.offer.resume(id);
const { head } = await workflows.offer.show(id, { limit: 10 });
if (head.state === "waiting") {
  const days: Same<typeof head.data.days, number> = true;
  if (!days) await workflows.offer.list({ status: "running" });
}
const names: Same<keyof typeof workflows, "offer" | "offers"> = true;
const signals: Same<keyof typeof workflows.offer.signal, "Stop"> = true;
export const all: readonly boolean[] = [names, signals];

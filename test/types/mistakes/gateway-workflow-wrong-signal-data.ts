import { application } from "myelin";
import { type Engine, gateway } from "myelin/runtime";
import { house, offer } from "./vocabulary.ts";

const town = application("town", [house, offer]);
declare const engine: Engine;
const { workflows } = gateway<typeof town>(engine);

await workflows.offer.signal.Stop("o-1", { reason: "rain" });

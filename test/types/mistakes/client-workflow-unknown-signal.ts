import { application } from "myelin";
import { client } from "myelin/client";
import { house, offer } from "./vocabulary.ts";

const town = application("town", [house, offer]);
const { workflows } = client<typeof town>("https://town.example");

await workflows.offer.signal("o-1", { name: "Stopp", data: { why: "rain" } });

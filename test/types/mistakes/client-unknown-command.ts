import { application } from "myelin";
import { client } from "myelin/client";
import { house } from "./vocabulary.ts";

const town = application("town", [house]);
const { commands } = client<typeof town>("https://town.example");

await commands.Bild({ houseId: "h-1", city: "Rome", at: { x: 1 } });

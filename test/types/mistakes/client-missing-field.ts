import { application } from "myelin";
import { client } from "myelin/client";
import { house } from "./vocabulary.ts";

const town = application("town", [house]);
const { commands } = client<typeof town>("https://town.example");

await commands.Sell({ price: 1 });

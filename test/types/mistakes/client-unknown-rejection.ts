import { application } from "myelin";
import { client } from "myelin/client";
import { house } from "./vocabulary.ts";

const town = application("town", [house]);
const { commands } = client<typeof town>("https://town.example");

const sold = await commands.Sell({ houseId: "h-1", price: 1 });
if (!sold.ok && sold.reason === "TooDear") throw new Error(sold.reason);

import { application } from "myelin";
import { client } from "myelin/client";
import { house } from "./vocabulary.ts";

const town = application("town", [house]);
const { events } = client<typeof town>("https://town.example");

for await (const { data } of events({ types: ["house.Bilt"] })) console.log(data);

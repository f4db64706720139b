import { house } from "./vocabulary.ts";

house.intercept("Sell", async (_, __, { reject }) => reject.AlreadySold());

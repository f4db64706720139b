import { house } from "./vocabulary.ts";

house.intercept("Sell", (_, __, { reject }) => reject.TooCheep({ least: 1 }));

import { house } from "./vocabulary.ts";

house.intercept("*", (_, { price }, { reject }) => (price < 0 ? reject.AlreadySold() : undefined));

import { offer } from "./vocabulary.ts";

offer.migrate(offer, ({ data }) => ({ state: "waitng", data }));

import { house } from "./vocabulary.ts";

house.intercept("Sel_*", () => undefined);
house.intercept("sell", () => undefined);

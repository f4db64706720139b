import { aggregate, application, reactor } from "myelin";
import { house } from "./vocabulary.ts";

const garden = aggregate("garden", { initial: () => 0, events: {}, commands: {} }).route("id", {}).evolve({}).decide({});
const watch = reactor("watch", { sends: [house] }).on(house, { Built: async () => undefined });

application("town", [garden, watch]);

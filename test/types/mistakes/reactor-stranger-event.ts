import { reactor } from "myelin";
import { house } from "./vocabulary.ts";

reactor("watch").on(house, { Soldd: async () => undefined });

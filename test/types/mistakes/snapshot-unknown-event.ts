import { house } from "./vocabulary.ts";

house.snapshot({ version: 1, onEvents: ["Sold", "Soldd"] });

import { house } from "./vocabulary.ts";

house.decide(house.initial(), { kind: "command", name: "Paint", payload: {} });

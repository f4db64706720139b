import { byPayload, relay } from "myelin";
import { house } from "./vocabulary.ts";

relay("out", { sequence: byPayload("price") }).all(house);

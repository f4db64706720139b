import { house } from "./vocabulary.ts";

house.cache("off");

import { interval } from "myelin";
import { house } from "./vocabulary.ts";

house.retry(interval({ everyMs: 100 }));

import { application, reactor } from "myelin";
import { house } from "./vocabulary.ts";

application("town", [house, reactor("watch")]);

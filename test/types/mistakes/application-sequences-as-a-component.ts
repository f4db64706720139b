import { application, sequences } from "myelin";
import { house } from "./vocabulary.ts";

application("town", [house, sequences]);

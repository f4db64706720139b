import { application } from "myelin";
import { house, offers } from "./vocabulary.ts";

application("town", [house, offers]);

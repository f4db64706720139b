import { application } from "myelin";
import { offer } from "./vocabulary.ts";

application("town", [offer]);

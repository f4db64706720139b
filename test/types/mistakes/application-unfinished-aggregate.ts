import { application } from "myelin";
import { evolved } from "./vocabulary.ts";

application("town", [evolved]);

import { reactor } from "myelin";
import { evolved } from "./vocabulary.ts";

reactor("watch", { sends: [evolved] });

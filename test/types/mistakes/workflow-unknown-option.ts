import { workflow } from "myelin";
import { house } from "./vocabulary.ts";

workflow("watch", { send: [house] });

import { application, relay } from "myelin";
import { house } from "./vocabulary.ts";

application("a", [house, relay("out")]);

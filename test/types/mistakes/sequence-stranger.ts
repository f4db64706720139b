import { byRoute, unsequenced } from "myelin";
import { house } from "./vocabulary.ts";

house.sequence(byRoute(), { Selll: unsequenced() });

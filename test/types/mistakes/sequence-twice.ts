import { byRoute } from "myelin";
import { house } from "./vocabulary.ts";

house.sequence(byRoute()).cache(false).sequence(byRoute());

import { byRoute, inCluster } from "myelin";
import { house } from "./vocabulary.ts";

house.sequence(inCluster(inCluster(byRoute())));

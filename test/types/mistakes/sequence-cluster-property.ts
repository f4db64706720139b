import { byPayload, byRoute, inCluster } from "myelin";
import { house } from "./vocabulary.ts";

house.sequence(inCluster(byPayload("city")));
house.sequence(byRoute(), { Sell: inCluster(byPayload("city")) });

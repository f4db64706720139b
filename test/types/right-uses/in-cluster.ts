import { byMetadata, byPayload, byRoute, firstOf, inCluster } from "myelin";
import { house } from "../mistakes/vocabulary.ts";

house.sequence(inCluster(byRoute()));
house.sequence(inCluster(byPayload("houseId")));
house.sequence(byRoute(), { Sell: inCluster(byPayload("price")) });
house.sequence(inCluster(firstOf(byMetadata("tenantId"), byPayload("houseId"))));

// A function in it is given the payload.
house.sequence(inCluster(({ houseId }) => houseId));
export const sequenced = house.sequence(byRoute(), { Sell: inCluster(({ price }) => price) });

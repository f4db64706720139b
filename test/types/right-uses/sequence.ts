import { byFunction, byMetadata, byPayload, byRoute, fallback, firstOf, unsequenced } from "myelin";
import { house } from "../mistakes/vocabulary.ts";

house.sequence(byRoute());
house.sequence(unsequenced());
house.sequence(byPayload("houseId"));
house.sequence(byPayload("city"), { Sell: byPayload("price") });
house.sequence(firstOf(byMetadata("tenantId"), byPayload("houseId"), byRoute()));
house.sequence(byRoute(), { Sell: ({ price }) => price, Build: unsequenced() });
house.sequence(({ houseId }) => houseId);
export const sequenced = house.sequence(
  fallback(
    byFunction("tenant", ({ metadata }) => String(metadata.tenantId)),
    byPayload("houseId"),
    TypeError,
  ),
);

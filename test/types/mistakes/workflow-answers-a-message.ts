import { house, offer } from "./vocabulary.ts";

offer.on(house, { Sold: (_, { price }, { id }) => house.commands.Sell({ houseId: id, price }) });

import { house, offer } from "./vocabulary.ts";

offer.on(house, { Sold: (_, { price }, { id, send }) => send.Sell({ houseId: id, price: String(price) }) });

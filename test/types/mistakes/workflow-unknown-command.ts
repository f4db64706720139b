import { house, offer } from "./vocabulary.ts";

offer.on(house, { Sold: (_, { price }, { id, send }) => send.Sel({ houseId: id, price }) });

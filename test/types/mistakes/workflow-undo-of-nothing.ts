import { house, offer } from "./vocabulary.ts";

offer.on(house, { Built: (_, __, { id, send }) => send.Sell({ houseId: id, price: 1 }, { undo: "Sell" }) });

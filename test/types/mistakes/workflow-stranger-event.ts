import { house, offer, unstartedOffer } from "./vocabulary.ts";

unstartedOffer.start(house, { Built: (_, { become }) => become.sold(), Bilt: () => undefined });
offer.on(house, { Soldd: (_, __, { complete }) => complete({ price: 1 }) });
offer.in("waiting", (here) => here.on(house, { Soldd: () => undefined }));

import { house, offer, unstartedOffer } from "./vocabulary.ts";

unstartedOffer.start(house, { Built: async (_, { become }) => become.sold() });
unstartedOffer.startWith(async (_, { become }) => become.sold());
offer.on(house, { Sold: async (_, { price }, { complete }) => complete({ price }) });
offer.onRejected({ Sell: { AlreadySold: async (_, __, { fail }) => fail("Sold") } });

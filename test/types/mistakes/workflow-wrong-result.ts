import { house, offer } from "./vocabulary.ts";

offer.on(house, { Sold: (_, { price }, { complete }) => complete({ prize: price }) });
offer.on(house, { Sold: (_, __, { complete }) => complete() });

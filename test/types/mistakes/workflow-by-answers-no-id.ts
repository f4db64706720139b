import { house, offer } from "./vocabulary.ts";

offer.on(house, { Sold: (_, __, { fail }) => fail("Sold") }, { by: ({ price }) => price });

import { evolved } from "./vocabulary.ts";

evolved.decide({
  Build: async (_, { city }, { emit }) => emit.Built({ city }),
  Sell: (_, { price }, { emit }) => emit.Sold({ price }),
});

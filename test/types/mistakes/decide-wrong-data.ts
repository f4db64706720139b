import { evolved } from "./vocabulary.ts";

evolved.decide({
  Build: (_, { city }, { emit }) => emit.Built({ town: city }),
  Sell: (_, { price }, { emit }) => emit.Sold({ price }),
});

import { evolved } from "./vocabulary.ts";

evolved.decide({
  Build: (_, { city }, { emit }) => emit.Built({ city }),
  Sell: (_, __, { reject }) => reject.AlreadySold({ price: 1 }),
});

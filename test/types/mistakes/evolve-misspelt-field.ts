import { routed } from "./vocabulary.ts";

routed.evolve({
  Built: (state, { city }) => ({ ...state, citty: city }),
  Sold: (state, { price }) => ({ ...state, price }),
});

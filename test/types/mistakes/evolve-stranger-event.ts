import { routed } from "./vocabulary.ts";

routed.evolve({
  Built: (state, { city }) => ({ ...state, city }),
  Sold: (state, { price }) => ({ ...state, price }),
  Soldd: (state) => state,
});

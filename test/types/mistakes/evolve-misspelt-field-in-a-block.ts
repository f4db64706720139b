import { routed } from "./vocabulary.ts";

routed.evolve({
  Built: (state, { city }) => ({ ...state, city }),
  Sold: (state, { price }) => {
    const paid = price;
    return { ...state, prize: paid };
  },
});

import { routed } from "./vocabulary.ts";

routed.evolve({
  Built: (state, { city }) => ({ ...state, city: city.length }),
  Sold: (state, { price }) => ({ ...state, price }),
});

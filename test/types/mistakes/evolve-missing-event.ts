import { routed } from "./vocabulary.ts";

routed.evolve({
  Built: (state, { city }) => ({ ...state, city }),
});

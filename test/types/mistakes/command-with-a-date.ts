import { aggregate } from "myelin";
import * as v from "valibot";

aggregate("house", {
  initial: () => 0,
  events: {},
  commands: {
    Sell: v.object({ houseId: v.string(), at: v.date() }),
  },
});

import { aggregate } from "myelin";
import * as v from "valibot";

aggregate("house", {
  initial: () => 0,
  events: {
    Built: v.object({ city: v.string() }),
    Sold: v.object({ at: v.date() }),
  },
  commands: {},
});

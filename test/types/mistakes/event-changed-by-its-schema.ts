import { aggregate } from "myelin";
import * as v from "valibot";

aggregate("house", {
  initial: () => 0,
  events: {
    Sold: v.object({ price: v.pipe(v.string(), v.transform(Number)) }),
  },
  commands: {},
});

import { aggregate } from "myelin";
import * as v from "valibot";

aggregate("house", {
  initial: () => 0,
  events: {},
  commands: {},
  rejections: {
    SoldAlready: v.object({ at: v.date() }),
  },
});

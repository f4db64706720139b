import { aggregate } from "myelin";
import * as v from "valibot";

aggregate("house", {
  initial: () => 0,
  events: {},
  commands: {},
  rejections: { TooCheap: v.object({ least: v.pipe(v.string(), v.transform(Number)) }) },
});

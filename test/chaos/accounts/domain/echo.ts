import * as v from "valibot";
import { aggregate } from "../../../../src/mod.ts";

/** What the reactor sends back: one event for each echoed one. */
export const echo = aggregate("echo", {
  initial: (): null => null,
  events: { Echoed: v.object({ of: v.string() }) },
  commands: { EchoBack: v.object({ echoId: v.string(), of: v.string() }) },
  rejections: {},
})
  .route("echoId")
  .evolve({ Echoed: () => null })
  .decide({ EchoBack: (_, { of }, { emit }) => emit.Echoed({ of }) });

import { aggregate } from "myelin";
import * as v from "valibot";

aggregate("house", {
  initial: () => 0,
  events: {
    Counted: v.object({ atoms: v.bigint() }),
    Mapped: v.object({ rooms: v.object({ byFloor: v.map(v.string(), v.number()) }) }),
    Listed: v.object({ owners: v.set(v.string()) }),
    Called: v.object({ bell: v.function() }),
    Marked: v.object({ sign: v.symbol() }),
    Gapped: v.object({ rents: v.array(v.optional(v.number())) }),
  },
  commands: {},
});

import { aggregate, application } from "myelin";
import * as v from "valibot";
import { house } from "./vocabulary.ts";

const castle = aggregate("castle", {
  initial: () => 0,
  events: {},
  commands: { Build: v.object({ castleId: v.string() }) },
})
  .route("castleId")
  .evolve({})
  .decide({ Build: () => undefined });

application("town", [
  house,
  castle,
]);

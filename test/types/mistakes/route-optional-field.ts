import { aggregate } from "myelin";
import * as v from "valibot";

aggregate("parcel", {
  initial: () => 0,
  events: {},
  commands: { Find: v.object({ parcelId: v.optional(v.string()) }) },
}).route("parcelId");

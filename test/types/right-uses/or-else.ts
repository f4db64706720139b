import { aggregate, byMetadata, orElse } from "myelin";
import * as v from "valibot";
import type { Same } from "../support/same.ts";

const declared = aggregate("parcel", {
  initial: () => 0,
  events: {},
  commands: {
    Send: v.object({ parcelId: v.string(), to: v.object({ town: v.string() }) }),
    Find: v.object({ parcelId: v.optional(v.string()), to: v.object({ town: v.string() }) }),
    Count: v.object({ parcelId: v.nullish(v.number()), to: v.object({ town: v.string() }) }),
  },
});

// A field that may be missing is a route once something is said of its absence.
declared.route(orElse("parcelId", "random"));
declared.route("parcelId", { Find: orElse("parcelId", "static"), Count: orElse(byMetadata("tenantId"), "random") });
declared.route(orElse(byMetadata("parcelId"), "static"));

// Functions in it are given the payload.
declared.route(orElse(({ to }) => to.town, "static"));
export const routed = declared.route(orElse("parcelId", "random"), {
  Count: orElse(({ parcelId, to }, { metadata }) => {
    const number: Same<typeof parcelId, number | null | undefined> = true;
    return number && `${parcelId} ${to.town} ${metadata.tenantId}`;
  }, "static"),
});

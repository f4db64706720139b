import {
  application,
  byMetadata,
  byPayload,
  firstOf,
  halt,
  type Json,
  relay,
  sequences,
  skip,
  unsequenced,
} from "myelin";
import { house } from "../mistakes/vocabulary.ts";
import type { Same } from "../support/same.ts";

// All of an aggregate, or some of it; data are inferred, whatever JSON can hold goes out, undefined does not.
const all = relay("all", { from: "latest", segments: 4, onFailure: halt() }).all(house);
const some = relay("some", { sequence: byPayload("price"), onFailure: skip() }).on(house, {
  Sold: (data, { stream, metadata }) => {
    const found: Same<typeof data, { price: number }> = true;
    return found && data.price > 9
      ? { house: stream.id, price: data.price, tenant: metadata.tenant ?? null }
      : undefined;
  },
});
const both = relay("both", { sequence: firstOf(byMetadata("tenant"), unsequenced()) })
  .all(house)
  .on(sequences, { SequenceParked: true });

application("estate", [house, all, some, both]);

export type Payload = Json;

import {
  byFunction,
  byMetadata,
  byPayload,
  byRoute,
  deadLetter,
  fallback,
  firstOf,
  halt,
  once,
  parsePosition,
  projection,
  reactor,
  sequences,
  sequential,
  skip,
  startOfLog,
  unsequenced,
} from "myelin";
import { house, houseTable, priceTable } from "../mistakes/vocabulary.ts";
import type { Same } from "../support/same.ts";

const initial = { city: "" };

// A fold says how it goes along the log; its sequence is its row key, or one key for all.
projection.fold("a", { table: houseTable, initial, onFailure: halt(), from: "latest", segments: 4, life: "async" });
projection.fold("b", { table: houseTable, initial, onFailure: skip(), from: { time: new Date() }, life: "inline" });
projection.fold("c", { table: houseTable, initial, sequence: sequential(), from: { position: startOfLog } });
projection.fold("d", { table: houseTable, initial, life: "live" });
projection.fold("e", {
  table: houseTable,
  initial,
  from: { position: parsePosition("7") ?? startOfLog },
  onFailure: deadLetter({
    retries: 5,
    backoffMs: 10,
    maxSequences: 9,
    maxLetters: 9,
    retryEvery: "10 minutes",
    enqueue: ({ error, attempts }) => attempts > 2 || error instanceof TypeError,
    verdict: ({ letter }) => (letter !== undefined && letter.attempts > 9 ? { kind: "evict" } : { kind: "requeue" }),
  }),
});
deadLetter({ retryEvery: "1 day" });
deadLetter({ retryEvery: 500 });

// Marked handlers are inferred as the others are; `by` has a version.
projection.fold("prices", { table: priceTable, initial: { houses: 0 } }).on(
  house,
  {
    Sold: once((row, { price }, { replay, letter, stream }) => {
      const found: Same<typeof row, { price: number; houses: number }> = true;
      return found && replay === undefined && letter?.attempts !== price && stream.id !== ""
        ? { houses: row.houses + 1 }
        : undefined;
    }),
  },
  { by: ({ price }) => price, byVersion: 2 },
);

// Free projections are sequenced by any policy, as long as the events have what it reads.
projection
  .free("log", {
    tables: [houseTable],
    sequence: byPayload("price"),
    onReset: (db) => db.delete(houseTable),
    onFailure: skip(),
  })
  .on(house, { Sold: once((db, { price }) => db.update(houseTable).set({ price })) });
for (const sequence of [byRoute(), sequential(), unsequenced(), byMetadata("tenantId")])
  projection.free("log", { sequence });
projection.free("log", { sequence: firstOf(byMetadata("tenantId"), byRoute()) });
projection.free("log", {
  sequence: fallback(
    byFunction("city", ({ payload }) => JSON.stringify(payload), { version: 2 }),
    sequential(),
    TypeError,
  ),
});
house.sequence(sequential());

// A reactor sends the commands of its aggregates, and knows what they come to.
export const resell = reactor("resell", {
  sends: [house],
  sequence: byPayload("price"),
  onFailure: deadLetter(),
  from: "latest",
  segments: 2,
}).on(house, {
  Sold: async ({ price }, { stream, metadata }, { send, signal }) => {
    if (signal.aborted || metadata.quiet === true) return;
    const sold = await send.Sell({ houseId: stream.id, price: price + 1 }, { metadata: { quiet: true } });
    if (sold.ok) return;
    const reason: Same<typeof sold.reason, "AlreadySold"> = true;
    const data: Same<typeof sold.data, null> = true;
    console.warn(reason && data, sold.sentence);
  },
});

reactor("watch", { delivery: "broadcast" }).on(house, { Built: async () => undefined });
reactor("near", { delivery: "local", onFailure: halt(), sends: [] }).on(house, { Built: once(async () => undefined) });
reactor("plain").on(house, { Built: async (_, __, { send }) => Object.keys(send).length });

// What the engine announces is handled like an aggregate's events.
reactor("alarm").on(sequences, { SequenceParked: async ({ processor, sequence }) => `${processor} ${sequence}` });
projection
  .fold("parked", { table: houseTable, initial })
  .on(
    sequences,
    { SequenceParked: (_, { sequence }) => ({ city: sequence }), SequenceResumed: () => null },
    { by: ({ processor }) => processor },
  );

import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import {
  aggregate,
  application,
  aroundHandling,
  byMetadata,
  byRoute,
  copyMetadata,
  correlateBy,
  firstOf,
  inCluster,
  interval,
  noRetry,
  onDispatch,
  orElse,
  projection,
  query,
  retryBy,
} from "../../src/mod.ts";

export interface ShelfState {
  readonly boxes: number;
  readonly dusted: boolean;
}

const Boxes = v.object({ boxes: v.number() });
const MaybeShelf = v.object({ shelfId: v.nullish(v.string()), ...Boxes.entries });

/** Says of its commands all that can be said of them. */
export const shelf = aggregate("shelf", {
  initial: (): ShelfState => ({ boxes: 0, dusted: false }),
  events: { Dusted: v.object({}), Stored: Boxes, Fetched: Boxes },
  commands: { Store: MaybeShelf, Fetch: MaybeShelf, Count: v.object({ shelfId: v.nullable(v.string()) }) },
  rejections: { TooMany: Boxes, TooHeavy: "So many boxes are too heavy" },
})
  .route(orElse("shelfId", "random"), { Count: orElse(({ shelfId }) => shelfId, "static") })
  .evolve({
    Dusted: (state) => ({ ...state, dusted: true }),
    Stored: (state, { boxes }) => ({ ...state, boxes: state.boxes + boxes }),
    Fetched: (state, { boxes }) => ({ ...state, boxes: state.boxes - boxes }),
  })
  .decide({
    Store: ({ boxes: before, dusted }, { boxes }, { emit, reject }) =>
      !dusted || before + boxes > 10 ? reject.TooMany({ boxes: before + boxes }) : emit.Stored({ boxes }),
    Fetch: (_, { boxes }, { emit }) => emit.Fetched({ boxes }),
    Count: () => undefined,
  })
  .intercept("Sto*", ({ dusted }, _, { emit }) => (dusted ? undefined : emit.Dusted({})))
  .intercept(/^(Store|Fetch)$/, (_, payload, { reject }) =>
    "boxes" in payload && payload.boxes === 9 ? reject.TooHeavy() : undefined,
  )
  .sequence(inCluster(firstOf(byMetadata("tenantId"), byRoute())), { Count: inCluster(({ shelfId }) => shelfId) })
  .retry(interval({ everyMs: 5, maxAttempts: 4, deadlineMs: 1000 }), {
    Fetch: noRetry(),
    Count: retryBy("patience", (failures) => failures.length, { maxAttempts: 3 }),
  })
  .snapshot({
    version: 3,
    everyEvents: 2,
    loadingMs: 50,
    onEvents: ["Fetched", "Dusted"],
    encode: ({ boxes, dusted }) => [boxes, dusted] as const,
    decode: ([boxes, dusted]) => ({ boxes, dusted }),
  })
  .upcast({
    Stored: [
      ({ crates }: { crates: number }) => ({ pallets: crates / 4 }),
      ({ pallets }: { pallets: number }) => ({ boxes: pallets * 40 }),
    ],
    Swapped: [
      ({ boxes }: { boxes: number }, _, { emit, split }) => split(emit.Fetched({ boxes }), emit.Stored({ boxes })),
    ],
  })
  .cache(false);

const stockTable = pgTable("stock", { shelfId: text("shelf_id").primaryKey(), boxes: integer("boxes").notNull() });

/** Has no handler for `Swapped`, yet reads it: its upcaster makes of it what there is one for. */
const stock = projection
  .fold("stock", { table: stockTable, initial: { boxes: 0 } })
  .on(shelf, {
    Stored: (row, { boxes }) => ({ boxes: row.boxes + boxes }),
    Fetched: (row, { boxes }) => ({ boxes: row.boxes - boxes }),
  })
  .queries({ of: query(v.object({ shelfId: v.string() }), ({ shelfId }, { rows }) => rows.get(shelfId)) });

export const depot = application("depot", [shelf, stock], {
  dispatch: [
    onDispatch("tenant", ({ metadata }, { annotate, refuse }) =>
      metadata.tenantId === undefined ? refuse("Name a tenant") : annotate({ seen: true }),
    ),
    onDispatch("counted", () => undefined, { commands: "Count" }),
  ],
  handle: [
    aroundHandling("unlucky", async ({ payload }, next, { refuse }) =>
      JSON.stringify(payload).includes("13") ? refuse("Thirteen brings bad luck") : next(),
    ),
    aroundHandling("in and out", (_, next) => next(), { commands: /^(Store|Fetch)$/ }),
  ],
  correlate: [copyMetadata("tenantId", "userId"), correlateBy("cause", ({ name }) => ({ cause: name }))],
});

import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { aggregate, application, once, projection, query } from "myelin";
import type { Engine } from "myelin/runtime";
import * as v from "valibot";

const parcel = aggregate("parcel", {
  initial: () => 0,
  events: { ParcelWeighed: v.object({ grams: v.number() }) },
  commands: { Weigh: v.object({ parcelId: v.string(), grams: v.number() }) },
})
  .route("parcelId")
  .evolve({ ParcelWeighed: (_, { grams }) => grams })
  .decide({ Weigh: (_, { grams }, { emit }) => emit.ParcelWeighed({ grams }) });

const table = pgTable("parcels", { parcelId: text("parcel_id").primaryKey(), kilos: integer("kilos").notNull() });

function parcels(kilosOf: (grams: number) => number) {
  return projection
    .fold("parcels", { table, initial: { kilos: 0 } })
    .on(parcel, { ParcelWeighed: (_, { grams }) => ({ kilos: kilosOf(grams) }) })
    .queries({ of: query(v.object({ parcelId: v.string() }), ({ parcelId }, { rows }) => rows.get(parcelId)) });
}

/** Cuts off, and should round up. */
export const postBefore = application("post", [parcel, parcels((grams) => Math.floor(grams / 1_000))]);
export const post = application("post", [parcel, parcels((grams) => Math.ceil(grams / 1_000))]);

// #region rebuild
/** Begins, and answers once queries see the new rows. */
export async function rebuild(
  engine: Engine,
  { name, pause }: { readonly name: string; readonly pause: () => Promise<void> },
): Promise<void> {
  await engine.processors.rebuild(name, { context: { why: "rounds up" } });
  for (;;) {
    const { rebuild } = await engine.processors.status(name);
    if (rebuild === null) return;
    if (rebuild.state === "refused") throw new Error(`Cannot take the new rows: ${rebuild.why}`);
    await pause();
  }
}
// #endregion

const mailTable = pgTable("mails", { parcelId: text("parcel_id").primaryKey(), mails: integer("mails").notNull() });

// #region once
export const mails = projection
  .fold("mails", { table: mailTable, initial: { mails: 0 } })
  .on(parcel, { ParcelWeighed: once(({ mails }) => ({ mails: mails + 1 })) }); // not called while it sees events again
// #endregion

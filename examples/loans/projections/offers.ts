import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { projection, query } from "myelin";
import * as v from "valibot";
import { offer } from "../offer.ts";

const offerTable = pgTable("loans_offers", {
  scope: text().primaryKey(),
  created: integer().notNull(),
  sentBack: integer("sent_back").notNull(),
  accepted: integer().notNull(),
  declined: integer().notNull(),
  cancelled: integer().notNull(),
});

const none = { created: 0, sentBack: 0, accepted: 0, declined: 0, cancelled: 0 };

/** How many offers were made, and what customers said. One row for the whole bank. */
export const offers = projection
  .fold("offers", { table: offerTable, initial: none })
  .on(
    offer,
    {
      OfferCreated: (row) => ({ created: row.created + 1 }),
      OfferSentBack: (row) => ({ sentBack: row.sentBack + 1 }),
      OfferAccepted: (row) => ({ accepted: row.accepted + 1 }),
      OfferDeclined: (row) => ({ declined: row.declined + 1 }),
      OfferCancelled: (row) => ({ cancelled: row.cancelled + 1 }),
    },
    { by: () => "bank" },
  )
  .queries({
    totals: query(v.object({}), async (_, { rows }) => {
      const { created, sentBack, accepted, declined, cancelled } = (await rows.get("bank")) ?? none;
      return { created, sentBack, accepted, declined, cancelled };
    }),
  });

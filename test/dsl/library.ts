import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import {
  aggregate,
  application,
  byFunction,
  byMetadata,
  byPayload,
  type CommandResult,
  deadLetter,
  fallback,
  firstOf,
  halt,
  once,
  projection,
  query,
  reactor,
  sequences,
  sequential,
  skip,
} from "../../src/mod.ts";

const Loan = v.object({ reader: v.string() });

const book = aggregate("book", {
  initial: () => ({ reader: "" }),
  events: { Lent: Loan, Reminded: Loan, Returned: v.object({}) },
  commands: {
    Lend: v.object({ bookId: v.string(), ...Loan.entries }),
    Remind: v.object({ bookId: v.string() }),
    Return: v.object({ bookId: v.string() }),
  },
  rejections: { NotLent: "The book is not lent" },
})
  .route("bookId")
  .evolve({
    Lent: (_, { reader }) => ({ reader }),
    Reminded: (state) => state,
    Returned: () => ({ reader: "" }),
  })
  .decide({
    Lend: (_, { reader }, { emit }) => emit.Lent({ reader }),
    Remind: ({ reader }, _, { emit, reject }) => (reader === "" ? reject.NotLent() : emit.Reminded({ reader })),
    Return: (_, __, { emit }) => emit.Returned({}),
  });

const readers = pgTable("readers", { reader: text("reader").primaryKey(), loans: integer("loans").notNull() });
const books = pgTable("books", { bookId: text("book_id").primaryKey(), reader: text("reader").notNull() });
const parkedTable = pgTable("parked", { processor: text("processor").primaryKey(), count: integer("count").notNull() });

const loansOf = projection
  .fold("readers", { table: readers, initial: { loans: 0 }, onFailure: halt(), from: "latest", segments: 4 })
  .on(
    book,
    { Lent: (row) => ({ loans: row.loans + 1 }), Reminded: once(() => undefined) },
    { by: ({ reader }) => reader, byVersion: 2 },
  )
  .queries({ of: query(Loan, async ({ reader }, { rows }) => (await rows.get(reader))?.loans) });

const lent = projection
  .fold("lent", { table: books, initial: { reader: "" }, life: "inline" })
  .on(book, { Lent: (_, { reader }) => ({ reader }), Returned: () => null })
  .queries({ all: query(v.object({}), (_, { rows }) => rows.list()) });

const seen = projection
  .fold("seen", { table: books, initial: { reader: "" }, life: "live" })
  .on(book, { Lent: (_, { reader }) => ({ reader }) })
  .queries({ of: query(v.object({ bookId: v.string() }), ({ bookId }, { rows }) => rows.get(bookId)) });

const parked = projection
  .fold("parked", { table: parkedTable, initial: { count: 0 }, sequence: sequential() })
  .on(
    sequences,
    { SequenceParked: ({ count }) => ({ count: count + 1 }), SequenceResumed: ({ count }) => ({ count: count - 1 }) },
    { by: ({ processor }) => processor },
  );

const journal = projection
  .free("journal", {
    sequence: firstOf(byMetadata("tenantId"), byPayload("reader")),
    onFailure: skip(),
    onReset: async () => undefined,
  })
  .on(book, { Lent: once(async () => undefined), Reminded: async () => undefined });

let tell: (result: CommandResult) => void;

/** What the reactor's command came to. */
export const reminded: Promise<CommandResult> = new Promise((resolve) => {
  tell = resolve;
});

const reminder = reactor("reminder", {
  sends: [book],
  sequence: fallback(
    byFunction("shelf", ({ route }) => route, { version: 3 }),
    sequential(),
    TypeError,
  ),
  onFailure: deadLetter({ retries: 0, maxLetters: 16, retryEvery: "1 hour", enqueue: ({ attempts }) => attempts > 0 }),
}).on(book, {
  Lent: async (_, { stream }, { send }) => tell(await send.Remind({ bookId: stream.id })),
});

const screens = reactor("screens", { delivery: "broadcast" }).on(book, { Lent: async () => undefined });

const desk = reactor("desk", { delivery: "local", onFailure: halt() }).on(book, {
  Lent: once(async () => undefined),
  Returned: async () => undefined,
});

/** Says of its processors all that can be said of them. */
export const library = application("library", [book, loansOf, lent, seen, parked, journal, reminder, screens, desk]);

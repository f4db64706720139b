import { pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import {
  aggregate,
  application,
  compile,
  deadLetter,
  type ProcessingOptions,
  projection,
  query,
} from "../../src/mod.ts";
import type { Position } from "../../src/model/position.ts";
import type { Tables } from "../../src/model/tables.ts";
import type { Engine } from "../../src/runtime/mod.ts";

export const item = aggregate("item", {
  initial: () => 0,
  events: { Added: v.object({ number: v.number() }), Noted: v.object({ text: v.string() }) },
  commands: {
    Add: v.object({ itemId: v.string(), number: v.number() }),
    Note: v.object({ itemId: v.string(), text: v.string() }),
  },
  rejections: {},
})
  .route("itemId")
  .evolve({ Added: (count) => count + 1, Noted: (count) => count })
  .decide({
    Add: (_, { number }, { emit }) => emit.Added({ number }),
    Note: (_, { text: noted }, { emit }) => emit.Noted({ text: noted }),
  });

export const seenTable = pgTable("seen_items", { item: text("item").primaryKey(), numbers: text("numbers").notNull() });

/** What a handler sees beside the number. */
export interface Seen {
  readonly replay?: { readonly context: unknown };
  readonly letter?: unknown;
  readonly position: Position;
}

export interface ItemsOptions extends ProcessingOptions {
  /** Runs before each number is folded; throws where it is to fail. */
  readonly handle?: (number: number, event: Seen) => void;
  /** What of a number goes into the row; default: the number. */
  readonly shown?: (number: number) => number;
}

/** Keeps the numbers of each item, in the order in which they were handled: what is lost, doubled or out of order shows. */
export function seenProjection({ handle, shown = (number) => number, ...options }: ItemsOptions = {}) {
  return projection
    .fold("seen", { table: seenTable, initial: { numbers: "" }, segments: 2, ...options })
    .on(item, {
      Added: (row, { number }, event) => {
        handle?.(number, event);
        return { numbers: `${row.numbers}${shown(number)} ` };
      },
    })
    .queries({
      of: query(v.object({ item: v.string() }), async ({ item: id }, { rows }) => (await rows.get(id))?.numbers ?? ""),
      all: query(v.object({}), async (_, { rows }) => (await rows.list()).map(({ numbers }) => String(numbers).trim())),
    });
}

export function itemsTables(options?: ItemsOptions): Tables {
  return compile(application("items", [item, seenProjection(options)]));
}

/** Appends the numbers to an item; answers the last one's position. */
export async function add(engine: Engine, id: string, ...numbers: readonly number[]): Promise<Position> {
  let position: Position | undefined;
  for (const number of numbers) {
    const result = await engine.submit({ command: "Add", payload: { itemId: id, number } });
    if (result.ok) position = result.position;
  }
  if (position === undefined) throw new Error("nothing was added");
  return position;
}

/** The numbers of an item, once the position is projected. */
export async function numbersOf(engine: Engine, id: string, waitFor?: Position): Promise<unknown> {
  const wait = waitFor === undefined ? {} : { waitFor };
  return (await engine.query({ projection: "seen", query: "of", parameters: { item: id }, ...wait })).value;
}

/** The same items later: a note holds numbers, and became one event for each. While `broken`, the upcaster throws. */
export function splittingTables(broken: { readonly yes: boolean }): Tables {
  const later = item.upcast({
    Noted: [
      ({ text: noted }: { text: string }, _, { emit, split }) => {
        if (broken.yes) throw new Error("the upcaster is broken");
        return split(...noted.split(",").map((number) => emit.Added({ number: Number(number) })));
      },
    ],
  });
  const seen = projection
    .fold("seen", { table: seenTable, initial: { numbers: "" }, segments: 2, onFailure: deadLetter({ retries: 0 }) })
    .on(later, { Added: (row, { number }) => ({ numbers: `${row.numbers}${number} ` }) })
    .queries({
      of: query(v.object({ item: v.string() }), async ({ item: id }, { rows }) => (await rows.get(id))?.numbers ?? ""),
    });
  return compile(application("items", [later, seen]));
}

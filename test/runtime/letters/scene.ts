import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { isRecord } from "../../../src/base/json.ts";
import { aggregate, application, compile, type DeadLetterOptions, deadLetter, projection } from "../../../src/mod.ts";
import { type Position, startOfLog } from "../../../src/model/position.ts";
import { matches } from "../../../src/model/segment.ts";
import { sequenceAggregate } from "../../../src/model/sequence-announcement.ts";
import type { ProjectionTable, Tables } from "../../../src/model/tables.ts";
import type { RetryResult } from "../../../src/runtime/admin/admin-types.ts";
import { placeEvents } from "../../../src/runtime/letters/place-event.ts";
import { type RetryPorts, type RetryRequest, retryLetters } from "../../../src/runtime/letters/retry-letters.ts";
import { batchCarefully } from "../../../src/runtime/processors/batch-carefully.ts";
import type { BatchOutcome } from "../../../src/runtime/processors/batch-context.ts";
import { failureMemory } from "../../../src/runtime/processors/failure-decision.ts";
import { type ParkedSequences, parkedSequences } from "../../../src/runtime/processors/parked-sequences.ts";
import { systemClock } from "../../../src/runtime/system-ports.ts";
import type { Letter } from "../../../src/store/letter-store.ts";
import type { Claim } from "../../../src/store/segment-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { mustAppend } from "../../../src/testing/store-contract/requests.ts";

export const seenTable = pgTable("seen", {
  thing: text("thing").primaryKey(),
  /** The numbers handled, in order. */
  numbers: text("numbers").notNull(),
  count: integer("count").notNull(),
});

export const processor = "seen";

/** What a handler does beside folding: throws where it is to fail. */
export type Handling = (number: number, event: { readonly letter?: unknown }) => void;

export const thing = aggregate("thing", {
  initial: () => 0,
  events: { Done: v.object({ number: v.number(), key: v.optional(v.string()) }) },
  commands: { Do: v.object({ thingId: v.string(), number: v.number() }) },
  rejections: {},
})
  .route("thingId")
  .evolve({ Done: (count) => count + 1 })
  .decide({ Do: (_, { number }, { emit }) => emit.Done({ number }) });

export interface SceneOptions {
  readonly store?: Store;
  readonly policy?: DeadLetterOptions;
  /** Runs before each number is folded. */
  readonly handle?: Handling;
  /** The row of an event; default: its stream's. */
  readonly by?: (number: number) => string;
  /** Default 1. */
  readonly segments?: number;
}

/** A fold projection over things, one segment, and what moves it by hand. */
export interface Scene {
  readonly store: Store;
  readonly tables: Tables;
  readonly ports: RetryPorts;
  /** Numbers whose handling throws. */
  readonly broken: Set<number>;
  readonly handled: number[];
  /** Appends an event for each number. */
  append(id: string, ...numbers: number[]): Promise<void>;
  /** Handles everything in the log, as the segment's owner does. */
  work(): Promise<BatchOutcome>;
  retry(request?: Partial<RetryRequest>): Promise<RetryResult>;
  /** The numbers folded into a thing's row, in order. */
  numbers(id: string): Promise<string>;
  letters(sequence: string): Promise<readonly Letter[]>;
  /** The announcements so far: `SequenceParked a`. */
  announced(): Promise<readonly string[]>;
}

export function sceneTables({ broken, handled, policy, handle, by }: SceneParts): Tables {
  const seen = projection
    .fold(processor, {
      table: seenTable,
      initial: { numbers: "", count: 0 },
      segments: 1,
      onFailure: deadLetter({ retries: 0, ...policy }),
    })
    .on(
      thing,
      {
        Done: (row, { number }, event) => {
          handled.push(number);
          handle?.(number, event);
          if (broken.has(number)) throw new Error(`cannot stand ${number}`);
          return { numbers: `${row.numbers}${number} `, count: row.count + 1 };
        },
      },
      { by: ({ number }, { stream }) => by?.(number) ?? stream.id },
    );
  return compile(application("things", [thing, seen]));
}

interface SceneParts extends Pick<SceneOptions, "policy" | "handle" | "by"> {
  readonly broken: Set<number>;
  readonly handled: number[];
}

let serial = 0;

export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const { store = memoryStore(), segments = 1 } = options;
  const broken = new Set<number>();
  const handled: number[] = [];
  const tables = sceneTables({ ...options, broken, handled });
  await store.schema.migrate(tables);
  const table = tableOf(tables);
  await store.segments.register({ name: processor, fingerprint: table.fingerprint, segments, start: startOfLog });
  // Who works claims the segment: others may be there beside it.
  let claims: Promise<readonly Claim[]> | undefined;
  const noReactors = (): Promise<never> => Promise.reject(new Error("no reactors here"));
  const ports: RetryPorts = { tables, store, clock: systemClock, log: () => {}, react: noReactors };
  const owner = { table, segments: store.segments, failures: failureMemory(), log: () => {} };
  const known = new Map<number, ParkedSequences>();
  return {
    store,
    tables,
    ports,
    broken,
    handled,
    append: (id, ...numbers) => append(store, { id, numbers }),
    work: async () => {
      claims ??= claimed(store);
      const outcomes: BatchOutcome[] = [];
      for (const claim of await claims) {
        const { from, to, events } = await behind(store, { table, claim });
        const parked = known.get(claim.id) ?? parkedSequences();
        known.set(claim.id, parked);
        outcomes.push(await batchCarefully({ from, to, events, replay: undefined }, { ...owner, claim, parked }));
      }
      const [first] = outcomes;
      if (first === undefined) throw new Error("no segment could be claimed");
      return first;
    },
    retry: (request = {}) => retryLetters({ processor, ...request }, ports),
    numbers: async (id) => textOf(await store.views.rows({ name: "seen", key: ["thing"], table: seenTable }).get(id)),
    letters: (sequence) => store.letters.letters({ processor, sequence, limit: 100 }),
    announced: () => announced(store),
  };
}

async function claimed(store: Store): Promise<readonly Claim[]> {
  const segments = (await store.segments.state(processor))?.segments ?? [];
  return store.segments.claim({ node: "n-1", leaseMs: 60_000, segments });
}

function tableOf({ projections }: Tables): ProjectionTable {
  const table = projections[processor];
  if (table === undefined) throw new Error("no such projection");
  return table;
}

async function append(store: Store, { id, numbers }: { id: string; numbers: readonly number[] }): Promise<void> {
  for (const number of numbers) {
    const stream = { type: "thing", id };
    const [loaded] = await store.events.load([{ stream, after: 0 }]);
    const event = { id: `e-${++serial}`, type: "thing.Done", data: { number } };
    await mustAppend(store, {
      stream,
      ...(loaded && { expected: loaded.head }),
      events: [event],
      command: `c-${serial}`,
    });
  }
}

interface Behind {
  readonly from: Position;
  readonly to: Position;
  readonly events: ReturnType<ReturnType<typeof placeEvents>>[];
}

async function behind(store: Store, { table, claim }: { table: ProjectionTable; claim: Claim }): Promise<Behind> {
  const segments = (await store.segments.state(processor))?.segments ?? [];
  const from = segments.find(({ id }) => id === claim.id)?.position ?? startOfLog;
  const to = await store.events.safeHead();
  const place = placeEvents(table);
  const stored = await store.events.readLog({ after: from, upTo: to, types: table.storedTypes, limit: 1000 });
  return { from, to, events: stored.map((event) => place(event, 0)).filter(({ hash }) => matches(claim, hash)) };
}

function textOf(row: unknown): string {
  return isRecord(row) ? String(row.numbers).trim() : "";
}

async function announced(store: Store): Promise<readonly string[]> {
  const events = await store.events.readLog({ after: startOfLog, upTo: await store.events.safeHead(), limit: 1000 });
  return events
    .filter(({ stream }) => stream.type === sequenceAggregate)
    .map(({ type, data }) => `${type.slice(sequenceAggregate.length + 1)} ${isRecord(data) ? data.sequence : ""}`);
}

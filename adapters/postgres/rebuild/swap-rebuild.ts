import {
  isRecord,
  type Position,
  type SwapRequest,
  type SwapResult,
  type SwapTransaction,
  type SwapVerdict,
  shadowName,
} from "../../../src/runtime/mod.ts";
import { parseJson } from "../events/event-columns.ts";
import { readLog } from "../events/read-events.ts";
import { parkedText } from "../letters/letter-texts.ts";
import { announce } from "../segments/announce.ts";
import { batchTransaction } from "../segments/batch-transaction.ts";
import { lockSegments, type UnderLocks } from "../segments/locked-segments.ts";
import type { SegmentSettings } from "../segments/segment-settings.ts";
import { onlyText, textAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import type { FoundTable } from "./find-tables.ts";
import {
  adoptLettersText,
  adoptOwnersText,
  adoptProcessorText,
  adoptSegmentsText,
  dropShadowText,
  lettersVersionText,
  rebuildTablesText,
} from "./rebuild-texts.ts";
import { redirectText, shadowSchema } from "./shadow-schema.ts";
import { swapRows } from "./swap-rows.ts";
import { twinTables } from "./twin-tables.ts";

/** Comparing the rows of large tables takes its time. Only this projection waits, no reader. Milliseconds. */
const statementMs = 600_000;

/** Takes back all that its transaction did. */
class Undone extends Error {
  override readonly name = "Undone";
  readonly result: SwapResult;

  constructor(result: SwapResult) {
    super(result.kind);
    this.result = result;
  }
}

export async function swapRebuild(settings: SegmentSettings, request: SwapRequest): Promise<SwapResult> {
  const { processor } = request;
  const { schema, limits } = settings;
  const shadow = shadowName(processor);
  const work = (locks: UnderLocks): Promise<SwapResult> => swap(locks, { schema, request });
  const places = [processor, shadow].map((name) => ({ processor: name, wanted: () => true }));
  const act = `swap the rebuilt projection "${processor}"`;
  // Whoever waits for the one behind a long batch holds up the others: not for long.
  const lock = Math.ceil(limits.current().idle / 4);
  try {
    const locked = await lockSegments(settings, { act, places, work, limits: { lock, statement: statementMs } });
    return locked.kind === "done" ? locked.value : locked;
  } catch (thrown) {
    if (thrown instanceof Undone) return thrown.result;
    throw thrown;
  }
}

interface Swapping {
  readonly schema: SchemaName;
  readonly request: SwapRequest;
}

async function swap(locks: UnderLocks, { schema, request }: Swapping): Promise<SwapResult> {
  const { session } = locks;
  const { processor } = request;
  const shadow = shadowSchema(schema, shadowName(processor));
  const { rows } = await session.query({ text: rebuildTablesText(schema), values: [processor] });
  if (rows.length === 0 || shadow === undefined) return { kind: "unknown" };
  const verdict = await broughtUp(locks, { schema, request, shadow });
  if (verdict.kind === "refused") throw new Undone(verdict);
  const twins = await twinTables(session, { shadow, tables: foundTables(textAt(rows[0], 0)) });
  if (twins === undefined) throw new Undone({ kind: "refused", why: altered });
  await swapRows(session, twins);
  await adopt(locks, { schema, processor, fingerprint: textAt(rows[0], 1), to: verdict.to });
  await session.script(`drop schema ${shadow} cascade`);
  await announce(session, { schema, announcements: verdict.announcements });
  await adoptOwners(locks, { schema, processor });
  return { kind: "done" };
}

const altered = "one of its tables was altered after the rebuild began; give it up and begin again";

function foundTables(text: string): readonly FoundTable[] {
  const tables = parseJson(text);
  if (!Array.isArray(tables)) return [];
  return tables.map((table: unknown): FoundTable => {
    const [schema, name] = Array.isArray(table) ? table : isRecord(table) ? [] : [];
    return [String(schema), String(name)];
  });
}

interface BringingUp extends Swapping {
  readonly shadow: string;
}

/** Names are looked for among the twins only while handlers may run. */
async function broughtUp(locks: UnderLocks, { schema, request, shadow }: BringingUp): Promise<SwapVerdict> {
  const { session, segments } = locks;
  const { processor, handle } = request;
  const name = shadowName(processor);
  const after = segments.filter((segment) => segment.processor === name);
  const { transaction } = batchTransaction({ session, schema, processor: name, segments: after });
  const path = onlyText(await session.query({ text: "select current_setting('search_path')" }));
  await session.script(redirectText(shadow));
  const swapping: SwapTransaction = {
    rows: transaction.rows,
    db: transaction.db,
    letters: transaction.letters,
    readLog: (query) => readLog({ driver: session, schema }, query),
    before: segments.filter((segment) => segment.processor === processor),
    after,
    parked: {
      before: await parkedOf(locks, { schema, name: processor }),
      after: await parkedOf(locks, { schema, name }),
    },
  };
  const verdict = await handle(swapping);
  session.check();
  await session.query({ text: "select set_config('search_path', $1, true)", values: [path] });
  return verdict;
}

async function parkedOf(
  { session }: UnderLocks,
  { schema, name }: { readonly schema: SchemaName; readonly name: string },
): Promise<ReadonlySet<string>> {
  const { rows } = await session.query({ text: parkedText(schema), values: [name, "0", "0"], prepare: true });
  return new Set(rows.map((row) => textAt(row, 0)));
}

interface Adopting {
  readonly schema: SchemaName;
  readonly processor: string;
  readonly fingerprint: string;
  readonly to: Position;
}

async function adopt({ session }: UnderLocks, { schema, processor, fingerprint, to }: Adopting): Promise<void> {
  const both = [processor, shadowName(processor)];
  const version = onlyText(await session.query({ text: lettersVersionText(schema), values: both }));
  const [dropLetters, takeLetters] = adoptLettersText(schema);
  await session.query({ text: dropLetters, values: [processor] });
  await session.query({ text: takeLetters, values: both });
  const [dropSegments, takeSegments] = adoptSegmentsText(schema);
  await session.query({ text: dropSegments, values: [processor] });
  await session.query({ text: takeSegments, values: [...both, to, version] });
  await session.query({ text: adoptProcessorText(schema), values: [processor, fingerprint] });
}

async function adoptOwners(
  { session }: UnderLocks,
  { schema, processor }: Pick<Adopting, "schema" | "processor">,
): Promise<void> {
  const [later, drop, make] = adoptOwnersText(schema);
  const epoch = onlyText(await session.query({ text: later, values: [processor] }));
  await session.query({ text: dropShadowText(schema), values: [processor, shadowName(processor)] });
  await session.query({ text: drop, values: [processor] });
  await session.query({ text: make, values: [processor, epoch] });
}

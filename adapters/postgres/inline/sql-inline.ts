import {
  endOfTime,
  type FlipRequest,
  type FlipResult,
  type InlineStore,
  isMyelinError,
  type Position,
} from "../../../src/runtime/mod.ts";
import { engineError } from "../engine-error.ts";
import { lastPosition, readLog } from "../events/read-events.ts";
import { sqlRows } from "../rows/sql-rows.ts";
import { lockSegments, type UnderLocks } from "../segments/locked-segments.ts";
import type { SegmentSettings } from "../segments/segment-settings.ts";
import { disownText, hasLettersText } from "../segments/segment-texts.ts";
import { onlyText, textAt } from "../sql/columns.ts";
import { addFoldText, appendAloneText, foldsOfText, moveAllText, removeFoldText } from "./inline-texts.ts";

export function sqlInline(settings: SegmentSettings): InlineStore {
  const { driver, schema } = settings;
  return {
    folds: async () => {
      try {
        const { rows } = await driver.query({ text: foldsOfText(schema), prepare: true });
        return rows.map((row) => ({ processor: textAt(row, 0), version: textAt(row, 1) }));
      } catch (error) {
        throw engineError(error, "read the inline folds");
      }
    },
    flip: (request) =>
      alone(settings, {
        processor: request.processor,
        act: `make projection "${request.processor}" inline`,
        work: (locks) => flip(settings, { locks, request }),
      }),
    unflip: (processor) =>
      alone(settings, {
        processor,
        act: `take projection "${processor}" out of appends`,
        work: (locks) => unflip(settings, { locks, processor }),
      }),
  };
}

/** Milliseconds that those under way are waited for. */
const appendsWaitMs = 1_000;

interface Alone {
  readonly processor: string;
  readonly act: string;
  readonly work: (locks: UnderLocks) => Promise<FlipResult>;
}

/**
 * Segments first, then the lock of appends, as batches do that announce something. Appends wait behind it meanwhile.
 */
async function alone(settings: SegmentSettings, { processor, act, work }: Alone): Promise<FlipResult> {
  const withAppends = async (locks: UnderLocks): Promise<FlipResult> => {
    if (locks.segments.length === 0) return { kind: "refused", why: "unknown" };
    await locks.session.script(`set local lock_timeout = ${appendsWaitMs}`);
    await locks.session.query({ text: appendAloneText(settings.schema) });
    return work(locks);
  };
  const places = [{ processor, wanted: () => true }];
  try {
    const locked = await lockSegments(settings, { act, places, work: withAppends });
    return locked.kind === "done" ? locked.value : locked;
  } catch (error) {
    if (isMyelinError(error) && error.code === "contention") return { kind: "busy" };
    throw error;
  }
}

interface Flipping {
  readonly locks: UnderLocks;
  readonly request: FlipRequest;
}

async function flip(
  { schema }: SegmentSettings,
  { locks: { session, segments }, request }: Flipping,
): Promise<FlipResult> {
  const { processor, version, handle } = request;
  const letters = await session.query({ text: hasLettersText(schema), values: [processor] });
  if (onlyText(letters) === "t") return { kind: "refused", why: "letters" };
  const { count } = await session.query({ text: addFoldText(schema), values: [processor, version] });
  if (count === 0) return { kind: "done" };
  const reading = { driver: session, schema };
  const end = await lastPosition(reading);
  await handle({ rows: sqlRows(session), readLog: (query) => readLog(reading, query), end, segments });
  await move({ session, segments }, { schema, processor, position: endOfTime });
  return { kind: "done" };
}

interface Unflipping {
  readonly locks: UnderLocks;
  readonly processor: string;
}

async function unflip({ schema }: SegmentSettings, { locks, processor }: Unflipping): Promise<FlipResult> {
  const { session } = locks;
  const { count } = await session.query({ text: removeFoldText(schema), values: [processor] });
  if (count === 0) return { kind: "refused", why: "unknown" };
  await move(locks, { schema, processor, position: await lastPosition({ driver: session, schema }) });
  return { kind: "done" };
}

interface Moving extends Pick<SegmentSettings, "schema"> {
  readonly processor: string;
  readonly position: Position;
}

/** Claims end, so that their nodes look where the segments stand. */
async function move({ session }: UnderLocks, { schema, processor, position }: Moving): Promise<void> {
  await session.query({ text: moveAllText(schema), values: [processor, position] });
  await session.query({ text: disownText(schema), values: [processor] });
}

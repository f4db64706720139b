import {
  type LockedRequest,
  type LockedResult,
  MyelinError,
  matches,
  type ResetRequest,
  type ResetResult,
  rootSegment,
  type Segment,
  type SegmentStore,
} from "../../../src/runtime/mod.ts";
import { engineError } from "../engine-error.ts";
import { redirection } from "../rebuild/shadow-schema.ts";
import { onlyText } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { batchTransaction } from "./batch-transaction.ts";
import { lockSegments, type Place, type UnderLocks } from "./locked-segments.ts";
import type { SegmentSettings } from "./segment-settings.ts";
import {
  alignText,
  clearLettersText,
  countUpText,
  disownText,
  hasLettersText,
  pauseText,
  replayText,
  resetText,
  runningText,
} from "./segment-texts.ts";

function allOf(processor: string): readonly Place[] {
  return [{ processor, wanted: () => true }];
}

export async function lockedWork<T>(settings: SegmentSettings, request: LockedRequest<T>): Promise<LockedResult<T>> {
  const { processor, hash, also = hash, handle } = request;
  const { schema } = settings;
  const work = async ({ session, segments }: UnderLocks): Promise<LockedResult<T>> => {
    const segment = segments.find((one) => matches(one, hash));
    if (segment === undefined) return { kind: "unknown" };
    const { transaction, changes } = batchTransaction({ session, schema, processor, segments });
    const { position, marks, lettersVersion } = segment;
    const value = await handle(transaction, { position, marks, lettersVersion });
    for (const { id } of changes() > 0 ? segments : []) {
      const values = [processor, String(id), String(changes())];
      await session.query({ text: countUpText(schema), values, prepare: true });
    }
    return { kind: "done", value };
  };
  const place = { processor, wanted: (segment: Segment) => matches(segment, hash) || matches(segment, also) };
  const act = `work on a segment of processor "${processor}"`;
  const begin = redirection(schema, processor);
  const locked = await lockSegments(settings, { act, places: [place], work, begin });
  return locked.kind === "done" ? locked.value : locked;
}

/** Claims end at once; then it waits for the batches under way, which fail. */
export async function pauseProcessor(settings: SegmentSettings, name: string): Promise<boolean> {
  const act = `pause processor "${name}"`;
  if (!(await endClaims(settings, name).catch((error: unknown) => Promise.reject(engineError(error, act)))))
    return false;
  const locked = await lockSegments(settings, { act, places: allOf(name), work: async () => true });
  if (locked.kind === "done") return true;
  const message = `Cannot ${act} for certain: it is paused, but a batch under way does not end; pause it again`;
  throw new MyelinError("contention", message);
}

async function endClaims({ driver, schema }: SegmentSettings, name: string): Promise<boolean> {
  const { count } = await driver.query({ text: pauseText(schema), values: [name, "t"], prepare: true });
  if (count > 0) await driver.query({ text: disownText(schema), values: [name], prepare: true });
  return count > 0;
}

export async function resetProcessor(settings: SegmentSettings, request: ResetRequest): Promise<ResetResult> {
  const { processor } = request;
  const work = async (locks: UnderLocks): Promise<ResetResult> => {
    if (locks.segments.length === 0) return { kind: "refused", why: "unknown" };
    const asking = { schema: settings.schema, processor };
    if (!request.force && (await holds(locks, { ...asking, text: runningText(settings.schema) })))
      return { kind: "refused", why: "running" };
    if (!request.clearLetters && (await holds(locks, { ...asking, text: hasLettersText(settings.schema) })))
      return { kind: "refused", why: "letters" };
    await resetNow(locks, { schema: settings.schema, request });
    return { kind: "done" };
  };
  const act = `reset processor "${processor}"`;
  const locked = await lockSegments(settings, { act, places: allOf(processor), work });
  return locked.kind === "done" ? locked.value : locked;
}

interface Question {
  readonly processor: string;
  readonly text: string;
}

async function holds({ session }: UnderLocks, { processor, text }: Question): Promise<boolean> {
  return onlyText(await session.query({ text, values: [processor] })) === "t";
}

interface Resetting {
  readonly schema: SchemaName;
  readonly request: ResetRequest;
}

async function resetNow({ session }: UnderLocks, { schema, request }: Resetting): Promise<void> {
  const { processor, to, replay, clearLetters, handle } = request;
  const values = [processor];
  await session.query({ text: disownText(schema), values });
  if (clearLetters) await session.query({ text: clearLettersText(schema), values });
  await handle(batchTransaction({ session, schema, processor, segments: [rootSegment] }).transaction);
  await session.query({ text: resetText(schema), values: [processor, to] });
  const replaying = replay === undefined ? [null, null] : [replay.until, JSON.stringify(replay.context)];
  await session.query({ text: replayText(schema), values: [processor, ...replaying] });
}

type Aligning = Parameters<SegmentStore["align"]>[0];

/** Where one segment is ahead of another, other keys would lose or repeat what lies between. */
export async function alignProcessor(
  settings: SegmentSettings,
  { processor, fingerprint }: Aligning,
): Promise<boolean> {
  const { schema } = settings;
  const work = async (locks: UnderLocks): Promise<boolean> => {
    const [first, ...others] = locks.segments;
    const level = locks.segments.every(({ marks }) => marks.length === 0);
    if (first === undefined || !level || others.some(({ position }) => position !== first.position)) return false;
    if (await holds(locks, { processor, text: hasLettersText(schema) })) return false;
    await locks.session.query({ text: alignText(schema), values: [processor, fingerprint] });
    await locks.session.query({ text: disownText(schema), values: [processor] });
    return true;
  };
  const act = `align processor "${processor}"`;
  const locked = await lockSegments(settings, { act, places: allOf(processor), work });
  return locked.kind === "done" && locked.value;
}

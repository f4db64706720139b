import { type HeldSegment, matches, type Segment } from "../../../src/runtime/mod.ts";
import { DatabaseError, lockNotAvailable } from "../database-error.ts";
import type { Session, SqlResult, SqlRow } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { numberAt, positionAt, textAt } from "../sql/columns.ts";
import { sortedKeys } from "../sql/sorted-keys.ts";
import { beginText, type TransactionLimits } from "../transaction.ts";
import { type DoomedSession, doomedSession } from "./doomed-session.ts";
import { pipelined } from "./pipelined.ts";
import { marksOf } from "./processor-state.ts";
import type { SegmentSettings } from "./segment-settings.ts";
import { cutText, heldText, lockText, segmentLock } from "./segment-texts.ts";

/** A segment whose lock and row the transaction has. */
export interface LockedSegment extends HeldSegment, Segment {
  readonly processor: string;
}

/** Some segments of a processor, by what they are when they are looked for. */
export interface Place {
  readonly processor: string;
  readonly wanted: (segment: Segment) => boolean;
}

/** The segment that a key hash belongs to. */
export function placeOf(processor: string, hash: number): Place {
  return { processor, wanted: (segment) => matches(segment, hash) };
}

export interface UnderLocks {
  readonly session: DoomedSession;
  readonly segments: readonly LockedSegment[];
}

export interface LockingRequest<T> {
  /** For errors: what is done. */
  readonly act: string;
  readonly places: readonly Place[];
  /** Of its transaction, where they are others than those of batches. */
  readonly limits?: Partial<TransactionLimits>;
  /** Script behind the transaction's begin. */
  readonly begin?: string;
  /** Commits when it resolves; what it throws is thrown as it is. */
  readonly work: (locks: UnderLocks) => Promise<T>;
}

export type Locked<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "busy" };

type Ended<T> =
  | Locked<T>
  /** Segments were split or merged before their locks were had. */
  | { readonly kind: "again" }
  | { readonly kind: "thrown"; readonly thrown: unknown };

/** Waits for the batches of these segments, whoever owns them, and works under their locks; `busy` when one lasts too long. */
export async function lockSegments<T>(settings: SegmentSettings, request: LockingRequest<T>): Promise<Locked<T>> {
  const { act } = request;
  for (;;) {
    const ended = await settings.driver
      .session((session) => attempt(session, { settings, request }))
      .catch((thrown: unknown) => {
        throw engineError(thrown, act);
      });
    if (ended.kind === "thrown") throw ended.thrown;
    if (ended.kind !== "again") return ended;
  }
}

interface Attempt<T> {
  readonly settings: SegmentSettings;
  readonly request: LockingRequest<T>;
}

async function attempt<T>(session: Session, { settings, request }: Attempt<T>): Promise<Ended<T>> {
  try {
    const segments = await take(session, { settings, request });
    if (segments === undefined) return await rolledBack(session, { kind: "again" });
    return await workAndCommit(session, { request, segments });
  } catch (thrown) {
    const waited = thrown instanceof DatabaseError && thrown.code === lockNotAvailable;
    if (waited) return await rolledBack(session, { kind: "busy" });
    return await rolledBack(session, { kind: "thrown", thrown: engineError(thrown, request.act) });
  }
}

/** Where the connection is gone the server rolls back by itself. */
async function rolledBack<T>(session: Session, result: T): Promise<T> {
  await session.script("rollback").catch(() => {});
  return result;
}

/** Undefined: they changed while this waited. */
async function take<T>(
  session: Session,
  { settings, request }: Attempt<T>,
): Promise<readonly LockedSegment[] | undefined> {
  const { schema } = settings;
  const wanted: Cut[] = [];
  for (const { processor, wanted: isWanted } of request.places) {
    const { rows } = await session.query({ text: cutText(schema), values: [processor], prepare: true });
    wanted.push(...rows.map((row) => cutAt(processor, row)).filter(isWanted));
  }
  const keys = arrayLiteral(sortedKeys(wanted.map((segment) => segmentLock(schema, segment))));
  const lock = { text: lockText, values: [keys], prepare: true };
  const columns = [wanted.map(({ processor }) => processor), wanted.map(({ id }) => String(id))].map(arrayLiteral);
  const held = { text: heldText(schema), values: columns, prepare: true };
  const { limits, begin = "" } = request;
  const script = `${beginText({ ...settings.limits.current(), ...limits })}${begin}`;
  const segments = lockedSegments(await pipelined(session, { script, statements: [lock, held] }));
  const same = segments.filter(({ processor, id, mask }) =>
    wanted.some((one) => one.processor === processor && one.id === id && one.mask === mask),
  );
  return same.length === wanted.length ? segments : undefined;
}

interface Cut extends Segment {
  readonly processor: string;
}

function cutAt(processor: string, row: SqlRow): Cut {
  return { processor, id: numberAt(row, 0), mask: numberAt(row, 1) };
}

function lockedSegments({ rows }: SqlResult): readonly LockedSegment[] {
  return rows.map((row) => ({
    processor: textAt(row, 0),
    id: numberAt(row, 1),
    mask: numberAt(row, 2),
    position: positionAt(row, 3),
    marks: marksOf(textAt(row, 4)),
    lettersVersion: numberAt(row, 5),
  }));
}

interface Working<T> {
  readonly request: LockingRequest<T>;
  readonly segments: readonly LockedSegment[];
}

async function workAndCommit<T>(session: Session, { request, segments }: Working<T>): Promise<Ended<T>> {
  const own = doomedSession(session, request.act);
  try {
    const value = await request.work({ session: own, segments });
    own.check();
    const failure = await session.script("commit").catch((error: unknown) => ({ error }));
    if (failure === undefined) return { kind: "done", value };
    return { kind: "thrown", thrown: engineError(failure.error, request.act) };
  } catch (thrown) {
    return await rolledBack(session, { kind: "thrown", thrown: own.blame(thrown) });
  }
}

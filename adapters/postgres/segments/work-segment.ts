import {
  advanced,
  type HeldSegment,
  type SegmentMark,
  type SegmentProgress,
  type WorkRequest,
  type WorkResult,
} from "../../../src/runtime/mod.ts";
import { DatabaseError } from "../database-error.ts";
import type { Session, SqlResult, SqlStatement } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { redirection } from "../rebuild/shadow-schema.ts";
import { numberAt, positionAt, textAt } from "../sql/columns.ts";
import { beginText } from "../transaction.ts";
import { batchTransaction } from "./batch-transaction.ts";
import { doomedSession } from "./doomed-session.ts";
import { pipelined } from "./pipelined.ts";
import { marksOf } from "./processor-state.ts";
import type { SegmentSettings } from "./segment-settings.ts";
import { moveText, segmentLock, takeText } from "./segment-texts.ts";

/** What `move_segment` raises. */
const claimLost = "MYL01";

interface Thrown {
  readonly kind: "thrown";
  readonly thrown: unknown;
}

interface Working {
  readonly settings: SegmentSettings;
  readonly request: WorkRequest;
}

/** One transaction on one connection. It holds the segment's lock and row, and nothing that a renewal or a steal would wait for. */
export async function workSegment(settings: SegmentSettings, request: WorkRequest): Promise<WorkResult> {
  const act = `work on processor "${request.claim.processor}"`;
  const working = { settings, request };
  const work = async (session: Session): Promise<WorkResult | Thrown> => {
    try {
      const taken = takenOf(await take(session, working), request);
      if ("kind" in taken) return await rolledBack(session, taken);
      return await handleAndMove(session, { working, held: taken, act });
    } catch (thrown) {
      return await rolledBack(session, { kind: "thrown", thrown: engineError(thrown, act) });
    }
  };
  const ended = await settings.driver.session(work).catch((thrown: unknown) => {
    throw engineError(thrown, act);
  });
  if (ended.kind === "thrown") throw ended.thrown;
  return ended;
}

/** Where the connection is gone the server rolls back by itself. */
async function rolledBack<T>(session: Session, result: T): Promise<T> {
  await session.script("rollback").catch(() => {});
  return result;
}

function take(session: Session, { settings, request }: Working): Promise<SqlResult> {
  const { schema } = settings;
  const { processor, id, mask, node, epoch } = request.claim;
  const lock = segmentLock(schema, request.claim);
  const values = [lock, processor, String(id), String(mask), node, String(epoch)];
  const statement = { text: takeText(schema), values, prepare: true };
  const script = `${beginText(settings.limits.current())}${redirection(schema, processor)}`;
  return pipelined(session, { script, statements: [statement] });
}

function takenOf({ rows }: SqlResult, { from }: WorkRequest): HeldSegment | WorkResult {
  const outcome = textAt(rows[0], 0);
  if (outcome !== "held") return { kind: outcome === "busy" ? "busy" : "lost" };
  const held = { position: positionAt(rows[0], 1), marks: marksOf(textAt(rows[0], 2)) };
  return held.position === from ? { ...held, lettersVersion: numberAt(rows[0], 3) } : { kind: "moved", progress: held };
}

interface Held {
  readonly working: Working;
  readonly held: HeldSegment;
  readonly act: string;
}

async function handleAndMove(session: Session, { working, held, act }: Held): Promise<WorkResult | Thrown> {
  const { settings, request } = working;
  const { claim, handle, to } = request;
  const own = doomedSession(session, act);
  const { transaction, changes } = batchTransaction({
    session: own,
    schema: settings.schema,
    processor: claim.processor,
    segments: [claim],
  });
  try {
    const reached = (await handle(transaction, held)) ?? to;
    own.check();
    const progress = advanced(held, reached);
    if (!(await moved(session, { working, held, progress, changes: changes() }))) return { kind: "lost" };
    return { kind: "done", progress, lettersVersion: held.lettersVersion + changes() };
  } catch (thrown) {
    return await rolledBack(session, { kind: "thrown", thrown: own.blame(thrown) });
  }
}

interface Moving {
  readonly working: Working;
  readonly held: HeldSegment;
  readonly progress: SegmentProgress;
  readonly changes: number;
}

/** The commit goes along: where the move is refused it rolls back. */
async function moved(session: Session, moving: Moving): Promise<boolean> {
  const act = `move processor "${moving.working.request.claim.processor}"`;
  const move = session.query(moveStatement(moving));
  const commit = session.script("commit");
  const [done, committed] = await Promise.allSettled([move, commit]);
  if (done.status === "rejected") {
    const reason: unknown = done.reason;
    if (reason instanceof DatabaseError && reason.code === claimLost) return false;
    throw engineError(reason, act);
  }
  if (committed.status === "rejected") throw engineError(committed.reason, act);
  return true;
}

function moveStatement({ working, held, progress, changes }: Moving): SqlStatement {
  const { settings, request } = working;
  const { processor, id, mask, node, epoch } = request.claim;
  const where = [processor, String(id), String(mask), node, String(epoch), held.position];
  const values = [...where, progress.position, marksText(progress.marks), String(changes)];
  return { text: moveText(settings.schema), values, prepare: true };
}

export function marksText(marks: readonly SegmentMark[]): string {
  return JSON.stringify(marks.map(({ id, mask, position }) => ({ id, mask, position })));
}

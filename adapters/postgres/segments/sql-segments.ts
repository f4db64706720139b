import type {
  Position,
  SegmentRef,
  SegmentState,
  SegmentStore,
  WorkRequest,
  WorkResult,
} from "../../../src/runtime/mod.ts";
import type { Driver, Session, SqlRow, SqlStatement } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { drizzleHandle } from "../handle/drizzle-handle.ts";
import { sqlRows } from "../rows/sql-rows.ts";
import { numberAt, onlyText, positionAt, textAt } from "../sql/columns.ts";
import { lockKey, type SchemaName } from "../sql/schema-name.ts";
import { inTransaction, type TransactionLimits } from "../transaction.ts";

export interface SegmentSettings {
  readonly driver: Driver;
  readonly schema: SchemaName;
  readonly limits: TransactionLimits;
}

export function registerText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.segments (processor, id, mask, position)
select $1::text, 0, 0, 0 where not exists (select from ${quoted}.segments s where s.processor = $1::text) on conflict do nothing`;
}

export function listText({ quoted }: SchemaName): string {
  return `select s.id, s.mask, s.position, clock_timestamp() from ${quoted}.segments s where s.processor = $1 order by s.id`;
}

export function takeText(): string {
  return "select pg_try_advisory_xact_lock($1::bigint), clock_timestamp()";
}

export function standText({ quoted }: SchemaName): string {
  return `select s.position, s.epoch, s.mask, clock_timestamp() from ${quoted}.segments s where s.processor = $1 and s.id = $2 for update`;
}

export function moveText({ quoted }: SchemaName): string {
  return `update ${quoted}.segments set position = $5 where processor = $1 and id = $2 and epoch = $3 and position = $4`;
}

export function sqlSegments(settings: SegmentSettings): SegmentStore {
  const { driver, schema } = settings;
  const run = async (statement: SqlStatement, act: string): Promise<readonly SqlRow[]> => {
    try {
      return (await driver.query({ ...statement, prepare: true })).rows;
    } catch (error) {
      throw engineError(error, act);
    }
  };
  return {
    register: async (processor) => {
      await run({ text: registerText(schema), values: [processor] }, `register processor "${processor}"`);
    },
    list: async (processor) => {
      const statement = { text: listText(schema), values: [processor] };
      const rows = await run(statement, `read the segments of processor "${processor}"`);
      return rows.map((row): SegmentState => segmentState(processor, row));
    },
    work: (request) => work(settings, request),
  };
}

function segmentState(processor: string, row: SqlRow): SegmentState {
  return { processor, id: numberAt(row, 0), mask: numberAt(row, 1), position: positionAt(row, 2) };
}

/** Thrown inside of the transaction so that it rolls back; never leaves this file. */
interface RolledBack {
  readonly result: WorkResult;
}

/** What the handler threw, kept apart from the store's own errors. */
interface HandlerFailure {
  readonly thrown: unknown;
}

async function work(settings: SegmentSettings, request: WorkRequest): Promise<WorkResult> {
  const ended: { early?: RolledBack; failure?: HandlerFailure } = {};
  const { limits } = settings;
  const stopWith = (result: WorkResult): never => {
    ended.early = { result };
    throw new Error("rolls back");
  };
  const guarded = async (session: Session): Promise<void> => {
    try {
      await handle(session, request);
    } catch (thrown) {
      ended.failure = { thrown };
      throw thrown;
    }
  };
  try {
    await inTransaction(settings.driver, {
      limits,
      work: (session) => batch(session, { settings, request, stopWith, handle: guarded }),
    });
    return { kind: "done" };
  } catch (error) {
    if (ended.early !== undefined) return ended.early.result;
    if (ended.failure !== undefined) throw ended.failure.thrown;
    throw engineError(error, `move processor "${request.segment.processor}"`);
  }
}

interface Batch {
  readonly settings: SegmentSettings;
  readonly request: WorkRequest;
  readonly stopWith: (result: WorkResult) => never;
  readonly handle: (session: Session) => Promise<void>;
}

/** The lock first; the row in the next statement, whose snapshot is younger than the lock. */
async function batch(session: Session, { settings, request, stopWith, handle }: Batch): Promise<void> {
  const { segment, from, to } = request;
  const { schema } = settings;
  const values = [segmentLock(schema, segment)];
  if (onlyText(await session.query({ text: takeText(), values, prepare: true })) !== "t") stopWith({ kind: "busy" });
  const stand = await standOf(session, { schema, segment });
  if (stand === undefined || stand.mask !== segment.mask) stopWith({ kind: "busy" });
  else if (stand.position !== from) stopWith({ kind: "moved", position: stand.position });
  else {
    await handle(session);
    const where = [segment.processor, String(segment.id), stand.epoch, from, to];
    const moved = await session.query({ text: moveText(schema), values: where, prepare: true });
    if (moved.count !== 1) stopWith({ kind: "busy" });
  }
}

interface Stand {
  readonly position: Position;
  readonly epoch: string;
  readonly mask: number;
}

async function standOf(
  session: Session,
  { schema, segment }: { schema: SchemaName; segment: SegmentRef },
): Promise<Stand | undefined> {
  const values = [segment.processor, String(segment.id)];
  const { rows } = await session.query({ text: standText(schema), values, prepare: true });
  const [row] = rows;
  return row === undefined
    ? undefined
    : { position: positionAt(row, 0), epoch: textAt(row, 1), mask: numberAt(row, 2) };
}

/** Halves of a split segment share a lock with the whole, so that a worker with a stale mask excludes them too. */
function segmentLock({ plain }: SchemaName, { processor, id }: SegmentRef): string {
  return lockKey(["segment", plain, processor, id]);
}

async function handle(session: Session, { handle }: WorkRequest): Promise<void> {
  await handle({ rows: sqlRows(session), db: drizzleHandle(session) });
}

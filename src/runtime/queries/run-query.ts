import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import { nearestNames } from "../../base/nearest-names.ts";
import type { QueryNode, QueryTools } from "../../model/node.ts";
import { isAfter, type Position } from "../../model/position.ts";
import type { ProjectionTable, Tables } from "../../model/tables.ts";
import type { Store } from "../../store/store.ts";
import type { Deadlines } from "../deadline.ts";
import type { QueryResult, QuerySubmission } from "../engine.ts";
import type { Processor } from "../processors/processor.ts";
import { parseWith } from "../schema-issues.ts";

export interface QueryPorts {
  readonly tables: Tables;
  readonly store: Store;
  readonly deadlines: Deadlines;
  readonly processors: ReadonlyMap<string, Processor>;
}

/**
 * Answers a projection's query, after the position the caller waits for is projected.
 *
 * @throws MyelinError `unknown_query`, `invalid_query`, `cursor_ahead`, `timeout`, `handler_failed`
 */
export async function runQuery(submission: QuerySubmission, ports: QueryPorts): Promise<QueryResult> {
  const { projection, query } = findQuery(submission, ports.tables);
  const processor = ports.processors.get(projection.name);
  if (processor === undefined) throw new MyelinError("internal", "Cannot query: the projection has no processor");
  const parameters = await validParameters(submission, query);
  if (submission.waitFor !== undefined) await waitFor(submission.waitFor, { submission, ports, processor });
  // Taken before the query runs: the rows may be newer than this, never older.
  const { position } = processor.status();
  try {
    return { value: await query.handle(parameters, queryTools(projection, ports.store)), position };
  } catch (error) {
    throw isMyelinError(error) ? error : queryFailed(submission, error);
  }
}

interface Found {
  readonly projection: ProjectionTable;
  readonly query: QueryNode;
}

function findQuery({ projection: name, query: queryName }: QuerySubmission, tables: Tables): Found {
  const projection = tables.projections[name];
  const query = projection?.queries[queryName];
  if (projection !== undefined && query !== undefined) return { projection, query };
  const known = Object.values(tables.projections).flatMap((table) =>
    Object.keys(table.queries).map((own) => `${table.name}/${own}`),
  );
  const nearest = nearestNames(`${name}/${queryName}`, known);
  const mend =
    nearest.length > 0
      ? `did you mean ${nearest.map((near) => `"${near}"`).join(" or ")}`
      : "GET /routes lists all queries";
  const message = `Cannot answer query "${name}/${queryName}": no projection declares it; ${mend}`;
  throw new MyelinError("unknown_query", message, { details: { nearest } });
}

async function validParameters(
  { projection, query: name, parameters }: QuerySubmission,
  query: QueryNode,
): Promise<unknown> {
  const parsed = await parseWith(query.schema, parameters);
  if (parsed.ok) return parsed.value;
  const message = `Cannot answer query "${projection}/${name}": its parameters do not fit the schema; mend what "issues" lists`;
  throw new MyelinError("invalid_query", message, { details: { issues: parsed.issues } });
}

/** `rows` reads the table of a fold by key; a free projection has only `db`. */
function queryTools(projection: ProjectionTable, { views }: Store): QueryTools {
  const { db } = views;
  return projection.form === "fold" ? { db, rows: views.rows(projection.target) } : { db };
}

interface Wait {
  readonly submission: QuerySubmission;
  readonly ports: QueryPorts;
  readonly processor: Processor;
}

async function waitFor(position: Position, { submission, ports, processor }: Wait): Promise<void> {
  if (!isAfter(position, processor.status().position)) return;
  if (isAfter(position, await ports.store.events.lastPosition())) throw cursorAhead(position);
  const { timeoutMs = 10_000, signal, projection } = submission;
  const limit = ports.deadlines.start({ timeoutMs, act: "query projection", subject: projection, signal });
  try {
    if (await processor.reached(position, limit.signal)) return;
    if (limit.over !== undefined) throw limit.over;
  } catch (error) {
    throw isMyelinError(error) && error.code === "timeout" ? notReached(position, { processor, timeoutMs }) : error;
  } finally {
    limit.end();
  }
}

function cursorAhead(position: Position): MyelinError {
  const message = `Cannot wait for position ${position}: the log ends before it; wait for a position that a command answered`;
  return new MyelinError("cursor_ahead", message);
}

function notReached(
  position: Position,
  { processor, timeoutMs }: { processor: Processor; timeoutMs: number },
): MyelinError {
  const { processor: name, position: at, state } = processor.status();
  // Not the failure itself: the sentence reaches the caller, and a handler's or driver's words are not theirs to read.
  const why = state === "failing" ? " and keeps failing (the log says why)" : "";
  const message = `Cannot wait longer for position ${position}: after ${timeoutMs} ms projection "${name}" stands at ${at}${why}; ask again later`;
  return new MyelinError("timeout", message, {
    details: { projection: name, position: at, state, waitedFor: position },
  });
}

function queryFailed({ projection, query }: QuerySubmission, error: unknown): MyelinError {
  const message = `Cannot answer query "${projection}/${query}": its handler threw ${JSON.stringify(messageOf(error))}; mend the handler`;
  return new MyelinError("handler_failed", message, { cause: error });
}

import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import { didYouMean, nearestNames } from "../../base/nearest-names.ts";
import type { QueryNode, QueryTools } from "../../model/node.ts";
import { laterOf, type Position } from "../../model/position.ts";
import type { ProjectionTable, Tables } from "../../model/tables.ts";
import type { Store } from "../../store/store.ts";
import type { QueryResult, QuerySubmission } from "../engine.ts";
import { parseWith } from "../schema-issues.ts";
import type { Progress } from "./progress.ts";
import type { QueryPorts } from "./query-ports.ts";
import { waitFor } from "./wait-for.ts";

/**
 * Answers a projection's query, after the position the caller waits for is projected.
 *
 * @throws MyelinError `unknown_query`, `invalid_query`, `cursor_ahead`, `sequence_parked`, `timeout`, `handler_failed`
 */
export async function runQuery(submission: QuerySubmission, ports: QueryPorts): Promise<QueryResult> {
  const { projection, query } = findQuery(submission, ports.tables);
  const processor = progressOf(projection, ports);
  const parameters = await validParameters(submission, query);
  if (processor.look !== undefined) await processor.look();
  if (submission.waitFor !== undefined) await waitFor(submission.waitFor, { submission, projection, ports, processor });
  const { tools, position } = await toolsOf(projection, ports);
  try {
    const value = await query.handle(parameters, tools);
    // Of an inline fold the end of the log may not be settled yet behind what was waited for.
    return { value, position: laterOf(position, submission.waitFor ?? position) };
  } catch (error) {
    throw isMyelinError(error) ? error : queryFailed(submission, error);
  }
}

function progressOf({ name }: ProjectionTable, { processors, live }: QueryPorts): Progress {
  const progress = live.get(name)?.progress ?? processors.get(name);
  if (progress !== undefined) return progress;
  throw new MyelinError("internal", `Cannot query projection "${name}": it has no processor; report this`);
}

interface Tools {
  readonly tools: QueryTools;
  readonly position: Position;
}

/** The position is taken before the query runs: the rows may be newer than this, never older. */
async function toolsOf(projection: ProjectionTable, ports: QueryPorts): Promise<Tools> {
  const live = ports.live.get(projection.name);
  if (live !== undefined) return live.tools();
  const { position } = progressOf(projection, ports).status();
  return { tools: queryTools(projection, ports.store), position };
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
  const mend = didYouMean(nearest, "GET /routes lists all queries");
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

function queryFailed({ projection, query }: QuerySubmission, error: unknown): MyelinError {
  const message = `Cannot answer query "${projection}/${query}": its handler threw ${JSON.stringify(messageOf(error))}; mend the handler`;
  return new MyelinError("handler_failed", message, { cause: error });
}

import { MyelinError } from "../../base/error.ts";
import type { AggregateNode, Row } from "../../model/node.ts";
import { foldEvents } from "../../runtime/live/fold-events.ts";
import { rowOrder } from "../../store/row-order.ts";
import { expectSame } from "./full-difference.ts";
import { refuseAwait } from "./refuse-await.ts";
import { storedLog, testTables } from "./test-tables.ts";
import type { StreamHistory, TestedProjection, TestedRow } from "./tested.ts";

/** A fold projection with a log. */
export interface GivenLog<P extends TestedProjection> {
  /** What happens next. */
  when(...histories: readonly StreamHistory[]): GivenLog<P>;
  /** All rows, ordered by key. Throws with the full difference. */
  then(rows: readonly TestedRow<P>[]): void;
}

/** A log of a fold projection; see `given`. */
export function givenProjection<P extends TestedProjection>(
  projection: P,
  histories: readonly StreamHistory[],
): GivenLog<P> {
  return {
    when: (...more) => givenProjection(projection, [...histories, ...more]),
    // biome-ignore lint/suspicious/noThenProperty: given, when, then; who awaits it is told so
    then: (rows) => {
      refuseAwait([rows]);
      const { name } = projection.node;
      expectSame(`Projection "${name}" has other rows`, { actual: rowsOf(projection, histories), expected: rows });
    },
  };
}

function rowsOf({ node }: TestedProjection, histories: readonly StreamHistory[]): readonly Row[] {
  if (histories.length === 0) return [];
  const aggregates = new Map<string, AggregateNode>(histories.map(({ aggregate }) => [aggregate.name, aggregate]));
  const tables = testTables([...aggregates.values(), narrowed(node, aggregates)]);
  const fold = tables.projections[node.name];
  if (fold?.form !== "fold") throw needsSql(node.name);
  const rows = new Map<string, Row>();
  foldEvents(storedLog(histories, tables), { fold, aggregates: tables.aggregates, rows });
  return [...rows.values()].sort(rowOrder(fold.target.key));
}

/** Aggregates that nothing is given of need not be there. */
function narrowed(node: TestedProjection["node"], aggregates: ReadonlyMap<string, unknown>): TestedProjection["node"] {
  const isThere = ({ aggregate }: { readonly aggregate: string }): boolean => aggregates.has(aggregate);
  return node.form === "fold" ? { ...node, on: node.on.filter(isThere) } : { ...node, on: node.on.filter(isThere) };
}

function needsSql(name: string): MyelinError {
  const message = `Cannot test projection "${name}" here: it is free, and its handlers need a database; run it in an engine on PGlite`;
  return new MyelinError("unsupported", message);
}

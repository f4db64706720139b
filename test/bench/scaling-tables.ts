import type { NodesRow } from "./nodes/nodes-report.ts";
import type { TableRow } from "./table-size/table-report.ts";

/** What of a run's JSON docs/scaling.md shows. */
export interface ScalingFigures {
  readonly nodes?: readonly NodesRow[];
  readonly tables?: readonly TableRow[];
}

/** The page with the tables of these figures between its marks; what the run did not measure stays as it is. */
export function withFigures(page: string, { nodes, tables }: ScalingFigures): string {
  const first = nodes === undefined ? page : between(page, "nodes", nodesTable(nodes));
  return tables === undefined ? first : between(first, "table-size", sizesTable(tables));
}

function between(page: string, name: string, text: string): string {
  const begin = `<!-- bench: ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf("<!-- /bench -->", from);
  if (from < 0 || to < 0) throw new Error(`docs/scaling.md has no place for "${name}": put "${begin}" back in`);
  return `${page.slice(0, from)}${begin}\n${text}\n${page.slice(to)}`;
}

function nodesTable(rows: readonly NodesRow[]): string {
  const lines = rows.map((row) => {
    const alone = rows.find((other) => other.case === row.case && other.nodes === 1);
    const over = alone === undefined ? "" : `${(row.rate / alone.rate).toFixed(2)}×`;
    const processors = `${row.nodeCores.toFixed(1)} | ${row.databaseCores?.toFixed(1) ?? "?"} of ${row.cores}`;
    return `| ${row.case} | ${row.nodes} | ${whole(row.rate)} | ${over} | ${row.p99Ms.toFixed(0)} | ${processors} | ${row.saturates} |`;
  });
  const head =
    "| case | processes | commands a second | over one | p99 ms | processors: nodes | Postgres | what saturates |";
  return [head, "| --- | --- | --- | --- | --- | --- | --- | --- |", ...lines].join("\n");
}

function sizesTable(rows: readonly TableRow[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.layout} | ${whole(row.events)} | ${gib(row.tableBytes)} | ${gib(row.indexBytes)} | ${whole(row.appendRate)} | ${whole(row.readRate)} | ${whole(row.loadRate)} |`,
  );
  const head =
    "| layout | events | table GiB | indexes GiB | events appended a second | events read in order a second | streams of 100 loaded a second |";
  return [head, "| --- | --- | --- | --- | --- | --- | --- |", ...lines].join("\n");
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function gib(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(2);
}

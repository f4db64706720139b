import { type Figures, median } from "../figures.ts";
import type { CpuTimes } from "./cpu-times.ts";

/** `new-streams`: each command begins one. `own-streams`: each node deposits to accounts of its own. */
export const nodesCases = ["new-streams", "own-streams"] as const;
export type NodesCase = (typeof nodesCases)[number];

/** So many processes on one database: medians of all rounds. */
export interface NodesRow {
  readonly case: NodesCase;
  readonly nodes: number;
  /** Of all nodes together. */
  readonly callers: number;
  /** Commands a second of all nodes together. */
  readonly rate: number;
  /** Of the slowest node. */
  readonly p99Ms: number;
  /** Processors in use, of `cores`; absent where the system does not tell. */
  readonly nodeCores: number;
  readonly databaseCores?: number;
  readonly idleCores?: number;
  readonly diskCores?: number;
  readonly cores: number;
  readonly saturates: string;
}

/** One stretch of all nodes at once. */
export interface NodesRound {
  readonly seconds: number;
  readonly nodes: readonly { readonly figures: Figures; readonly cpuSeconds: number }[];
  readonly before: CpuTimes;
  readonly after: CpuTimes;
}

export interface NodesFacts {
  readonly name: NodesCase;
  readonly nodes: number;
  readonly callers: number;
}

export function nodesRow({ name, nodes, callers }: NodesFacts, rounds: readonly NodesRound[]): NodesRow {
  const middle = (of: (round: NodesRound) => number): number => median(rounds.map(of));
  const { cores } = rounds[0]?.before ?? { cores: 0 };
  const used = {
    nodeCores: middle((round) => round.nodes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / round.seconds),
    ...inUse(
      "databaseCores",
      rounds.map((round) => perSecond(round, "database")),
    ),
    ...inUse(
      "idleCores",
      rounds.map((round) => perSecond(round, "idle")),
    ),
    ...inUse(
      "diskCores",
      rounds.map((round) => perSecond(round, "disk")),
    ),
    cores,
  };
  return {
    case: name,
    nodes,
    callers,
    rate: middle((round) => round.nodes.reduce((sum, { figures }) => sum + figures.rate, 0)),
    p99Ms: middle((round) => Math.max(...round.nodes.map(({ figures }) => figures.p99Ms))),
    ...used,
    saturates: saturated({ nodes, ...used }),
  };
}

function perSecond({ before, after, seconds }: NodesRound, what: "database" | "idle" | "disk"): number | undefined {
  const [from, to] = [before[what], after[what]];
  return from === undefined || to === undefined ? undefined : (to - from) / seconds;
}

type InUse<Name extends string> = Partial<Record<Name, number>>;

function inUse<Name extends string>(name: Name, values: readonly (number | undefined)[]): InUse<Name> {
  const known = values.filter((value) => value !== undefined);
  // One name, one number.
  return known.length === 0 ? {} : ({ [name]: median(known) } as InUse<Name>);
}

type Used = Pick<NodesRow, "nodes" | "nodeCores" | "databaseCores" | "idleCores" | "diskCores" | "cores">;

/** A resource counts as used up from here on. */
const full = 0.9;

/** What keeps the rate from growing, as far as the processors' times tell. */
export function saturated({ nodes, nodeCores, databaseCores, idleCores, diskCores, cores }: Used): string {
  if (nodeCores >= full * Math.min(nodes, cores) && nodeCores > (databaseCores ?? 0))
    return nodes < cores ? "the nodes: each runs on one processor" : "the machine's processors, mostly by the nodes";
  if (databaseCores === undefined || idleCores === undefined) return "not known: the system tells no times of others";
  if (nodeCores + databaseCores >= full * cores)
    return `the machine's processors: nodes ${nodeCores.toFixed(1)}, Postgres ${databaseCores.toFixed(1)} of ${cores}`;
  if (idleCores + (diskCores ?? 0) < (1 - full) * cores)
    return "the machine's processors, which other programs used: measure on an idle machine";
  if ((diskCores ?? 0) >= idleCores) return "the disk: processors wait for it";
  return "neither processors nor disk: commits wait for each other or for callers";
}

export function nodesText(rows: readonly NodesRow[]): readonly string[] {
  const head = "case, nodes, callers: commands a second, p99; processors of nodes and Postgres; what saturates";
  const tell = (value: number | undefined): string => value?.toFixed(1) ?? "?";
  return [
    head,
    ...rows.map(
      (row) =>
        `${row.case}, ${row.nodes}, ${row.callers}: ${Math.round(row.rate).toLocaleString("en")}, ${row.p99Ms.toFixed(1)} ms; ${tell(row.nodeCores)} and ${tell(row.databaseCores)} of ${row.cores}; ${row.saturates}`,
    ),
  ];
}

import { type Mode, myelinModes } from "./cases.ts";
import type { DelayFigures } from "./delay/delay-figures.ts";
import { medianFigures } from "./figures.ts";
import type { StartFigure } from "./measure-start.ts";
import type { Measured } from "./measured.ts";
import type { NodesRow } from "./nodes/nodes-report.ts";
import type { ProcessorRow } from "./processors/processor-report.ts";
import type { TableRow } from "./table-size/table-report.ts";
import type { WorkflowRow } from "./workflows/workflow-report.ts";

/** Whom a rate is compared with. */
export const peers = ["emmett", "rawSingle", "rawBatched", "httpFloor"] as const satisfies readonly Mode[];
export type Peer = (typeof peers)[number];

/** One contestant in one case: medians of all rounds. */
export interface BenchRow {
  readonly case: string;
  readonly callers: number;
  readonly mode: Mode;
  /** Commands (raw: rows, HTTP: requests) a second. */
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How many times a peer's rate in the same case with the same callers; a peer's own row has none. */
  readonly over: Partial<Record<Peer, number>>;
}

/** What a run writes as JSON. */
export interface BenchReport {
  /** Why the figures do not count. */
  readonly void?: string;
  readonly machine: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly rows: readonly BenchRow[];
  readonly start: readonly StartFigure[];
  readonly processors: readonly ProcessorRow[];
  readonly delay?: DelayFigures;
  readonly workflows?: readonly WorkflowRow[];
  readonly nodes?: readonly NodesRow[];
  readonly tables?: readonly TableRow[];
}

/** What is written to a file: processors and workflows stand among the rows, by their case. */
export function reportJson({ rows, processors, workflows = [], ...report }: BenchReport): string {
  return `${JSON.stringify({ ...report, rows: [...rows, ...processors, ...workflows] }, null, 2)}\n`;
}

export interface Findings {
  readonly machine: BenchReport["machine"];
  readonly settings: BenchReport["settings"];
  readonly measured: readonly Measured[];
  readonly start: readonly StartFigure[];
  readonly processors?: readonly ProcessorRow[];
  readonly delay?: DelayFigures | undefined;
  readonly workflows?: readonly WorkflowRow[];
  readonly nodes?: readonly NodesRow[];
  readonly tables?: readonly TableRow[];
}

export function benchReport(findings: Findings): BenchReport {
  const { machine, settings, measured, start, processors = [], delay } = findings;
  const { workflows = [], nodes = [], tables = [] } = findings;
  const rows = rowsOf(measured);
  const reason = voidReason(rows);
  const grown = {
    ...(workflows.length > 0 && { workflows }),
    ...(nodes.length > 0 && { nodes }),
    ...(tables.length > 0 && { tables }),
  };
  const rest = { machine, settings, rows, start, processors, ...(delay === undefined ? {} : { delay }), ...grown };
  return reason === undefined ? rest : { void: reason, ...rest };
}

function rowsOf(measured: readonly Measured[]): readonly BenchRow[] {
  const plain = measured.map(({ rounds, ...one }) => ({ ...one, ...medianFigures(rounds), over: {} }));
  return plain.map((row) => (myelinModes.includes(row.mode) ? { ...row, over: overPeers(row, plain) } : row));
}

function overPeers(row: BenchRow, rows: readonly BenchRow[]): BenchRow["over"] {
  const beside = rows.filter((other) => other.case === row.case && other.callers === row.callers);
  const ratios = peers.flatMap((peer) => {
    const other = beside.find(({ mode }) => mode === peer);
    return other === undefined ? [] : [[peer, row.rate / other.rate]];
  });
  return Object.fromEntries(ratios);
}

/** Emmett's commands a second on an idle machine of two cores: `new-streams`, 64 callers. */
export const yardstick = { case: "new-streams", callers: 64, mode: "emmett", rate: 2900, least: 0.7 } as const;

/** Emmett's rate tells whether the machine had other things to do. */
function voidReason(rows: readonly BenchRow[]): string | undefined {
  const row = yardstickRow(rows);
  const least = yardstick.rate * yardstick.least;
  if (row === undefined || row.rate >= least) return undefined;
  return `The machine was busy: Emmett came to ${Math.round(row.rate)} commands a second where at least ${Math.round(least)} are expected`;
}

/** Absent where the run did not measure it; then nothing is known about the machine. */
export function yardstickRow(rows: readonly BenchRow[]): BenchRow | undefined {
  return rows.find(
    (row) => row.case === yardstick.case && row.callers === yardstick.callers && row.mode === yardstick.mode,
  );
}

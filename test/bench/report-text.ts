import { delayText } from "./delay/delay-figures.ts";
import { nodesText } from "./nodes/nodes-report.ts";
import { processorText } from "./processors/processor-text.ts";
import { ratioText } from "./ratio-text.ts";
import { type BenchReport, type BenchRow, type Peer, peers, yardstickRow } from "./report.ts";
import { tableText } from "./table-size/table-report.ts";
import { workflowText } from "./workflows/workflow-report.ts";

const head = ["case", "callers", "mode", "per second", "p50 ms", "p99 ms", ...peers.map((peer) => `over ${peer}`)];

/** The report as a terminal shows it. */
export function reportText(report: BenchReport): string {
  const { rows, start, processors, delay, workflows, nodes, tables } = report;
  const lines = [...facts("Machine", report.machine), ...facts("Settings", report.settings)];
  if (rows.length > 0) lines.push("", ...table([head, ...rows.map(cellsOf)]));
  if (start.length > 0)
    lines.push("", ...table([["start", "ms"], ...start.map(({ what, ms }) => [what, ms.toFixed(1)])]));
  if (processors.length > 0) lines.push("", ...processorText(processors));
  if (delay !== undefined) lines.push("", delayText(delay));
  if (workflows !== undefined) lines.push("", ...workflowText(workflows));
  if (nodes !== undefined) lines.push("", ...nodesText(nodes));
  if (tables !== undefined) lines.push("", ...tableText(tables));
  if (rows.length > 0 && yardstickRow(rows) === undefined)
    lines.push(
      "",
      "Whether the machine was idle is not known: the yardstick (Emmett, new-streams, 64 callers) was not measured",
    );
  if (report.void !== undefined) lines.push("", `VOID. ${report.void}`);
  return lines.join("\n");
}

function facts(title: string, record: Readonly<Record<string, unknown>>): readonly string[] {
  return [`${title}:`, ...Object.entries(record).map(([name, value]) => `  ${name}: ${textOf(value)}`)];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function cellsOf({ case: name, callers, mode, rate, p50Ms, p99Ms, over }: BenchRow): readonly string[] {
  const ratio = (peer: Peer): string => (over[peer] === undefined ? "" : ratioText(over[peer]));
  const figures = [Math.round(rate).toLocaleString("en"), p50Ms.toFixed(2), p99Ms.toFixed(2)];
  return [name, callers.toLocaleString("en"), mode, ...figures, ...peers.map(ratio)];
}

/** Words to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return /^[\d.,]+×?$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
}

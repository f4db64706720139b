import { median } from "../figures.ts";
import { ratioText } from "../ratio-text.ts";
import { type WorkflowEntrant, type WorkflowPeer, workflowPeers } from "./cases.ts";

/** How fast events lead to commands that are done. */
export interface WorkflowRow {
  readonly case: WorkflowEntrant;
  /** Commands a second: the median of all rounds. */
  readonly rate: number;
  /** How many times a peer's rate in the same run; a peer's own row has none. */
  readonly over: Partial<Record<WorkflowPeer, number>>;
}

/** The rounds of one entrant. */
export interface WorkflowRounds {
  readonly entrant: WorkflowEntrant;
  readonly rates: readonly number[];
}

export function workflowRows(rounds: readonly WorkflowRounds[]): readonly WorkflowRow[] {
  const medians = new Map(rounds.map(({ entrant, rates }) => [entrant, median(rates)]));
  return [...medians].map(([entrant, rate]) => {
    const ratios = workflowPeers.flatMap((peer) => {
      const other = medians.get(peer);
      return other === undefined || entrant !== "workflow" ? [] : [[peer, rate / other]];
    });
    return { case: entrant, rate, over: Object.fromEntries(ratios) };
  });
}

/** A line for each row, as a terminal shows it. */
export function workflowText(rows: readonly WorkflowRow[]): readonly string[] {
  return rows.map(({ case: name, rate, over }) => {
    const ratios = Object.entries(over).map(([peer, ratio]) => `, ${ratioText(ratio)} ${peer}`);
    return `${name.padEnd(16)}  ${Math.round(rate).toLocaleString("en")} events to commands a second${ratios.join("")}`;
  });
}

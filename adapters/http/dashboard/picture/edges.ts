import type { WorkflowRow } from "../../../../src/mod.ts";

/** A place in the picture of a workflow: one of its states, or where it begins, ends, fails, or any state at all. */
export type Place =
  | { readonly kind: "start" | "completed" | "failed" | "any" }
  | { readonly kind: "state"; readonly name: string };

/** What leads from one place to another, all reactions that do in one. */
export interface Edge {
  /** From 1, in the order of the picture. */
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly rows: readonly WorkflowRow[];
}

/** A place's key: states cannot be mistaken for the others. */
export function keyOf(place: Place): string {
  return place.kind === "state" ? `state ${place.name}` : place.kind;
}

export function stateKey(name: string): string {
  return keyOf({ kind: "state", name });
}

/** Which places reactions lead from and to. One that leads nowhere, or by a function that cannot be read, has no edge. */
export function edgesOf(rows: readonly WorkflowRow[]): readonly Edge[] {
  const byEnds = new Map<string, { from: string; to: string; rows: WorkflowRow[] }>();
  for (const row of rows) {
    const from = row.state === null ? "start" : row.state === undefined ? "any" : stateKey(row.state);
    for (const to of new Set(row.actions.flatMap(targetOf))) {
      const key = JSON.stringify([from, to]);
      const edge = byEnds.get(key) ?? { from, to, rows: [] };
      edge.rows.push(row);
      byEnds.set(key, edge);
    }
  }
  return [...byEnds.values()].map((edge, nth) => ({ number: nth + 1, ...edge }));
}

function targetOf(action: string): readonly string[] {
  const [tool = "", name = ""] = action.split(" ");
  if (tool === "become") return [stateKey(name)];
  return tool === "complete" ? ["completed"] : tool === "fail" ? ["failed"] : [];
}

/** The places that are drawn, from top to bottom: states in the order in which they can be reached, then those that cannot. */
export function placesOf(states: readonly string[], edges: readonly Edge[]): readonly Place[] {
  const reached = reachedFrom(["start", "any"], edges);
  const rank = (name: string): number => {
    const at = reached.indexOf(stateKey(name));
    return at < 0 ? reached.length : at;
  };
  const sorted = [...states].sort((a, b) => rank(a) - rank(b));
  const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const ends = (["any", "completed", "failed"] as const).filter((kind) => kind === "completed" || used.has(kind));
  return [
    { kind: "start" },
    ...sorted.map((name) => ({ kind: "state" as const, name })),
    ...ends.map((kind) => ({ kind })),
  ];
}

/** Step by step; what a later beginning leads to comes behind what an earlier one does. */
function reachedFrom(beginnings: readonly string[], edges: readonly Edge[]): readonly string[] {
  const reached = new Set<string>();
  for (const begin of beginnings) {
    const open = [begin];
    for (const key of open) {
      if (reached.has(key)) continue;
      reached.add(key);
      open.push(...edges.filter(({ from }) => from === key).map(({ to }) => to));
    }
  }
  return [...reached];
}

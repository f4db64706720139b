import type { HistoryEntry, InstanceHead } from "../../../../src/runtime/mod.ts";
import { type Edge, stateKey } from "./edges.ts";

/** Where an instance has been. */
export interface TakenPath {
  /** Keys of places. */
  readonly places: ReadonlySet<string>;
  /** Numbers of edges, and the steps at which they were taken. */
  readonly edges: ReadonlyMap<number, readonly number[]>;
  /** The key of the place where it is. */
  readonly here: string;
}

/** The way of an instance through its picture, step by step; one that the picture cannot know has no edge. */
export function takenPath(
  head: InstanceHead,
  { history, edges }: { readonly history: readonly HistoryEntry[]; readonly edges: readonly Edge[] },
): TakenPath {
  const places = new Set(["start"]);
  const taken = new Map<number, number[]>();
  let at = "start";
  for (const { index, state, status, did } of history) {
    const next = placeAfter(state, status);
    // A state may be entered anew from itself.
    if (next === at && !did.some((line) => line.startsWith("become "))) continue;
    const edge =
      edges.find(({ from, to }) => from === at && to === next) ??
      edges.find(({ from, to }) => from === "any" && to === next);
    if (edge !== undefined) taken.set(edge.number, [...(taken.get(edge.number) ?? []), index]);
    places.add(next);
    at = next;
  }
  const here = placeAfter(head.state, head.status);
  places.add(here);
  return { places, edges: taken, here };
}

function placeAfter(state: string | null, status: InstanceHead["status"]): string {
  if (status === "completed") return "completed";
  if (status === "failed" || status === "cancelled") return "failed";
  return state === null ? "start" : stateKey(state);
}

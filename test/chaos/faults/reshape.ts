import type { SegmentStore } from "../../../src/runtime/mod.ts";
import { smallestMask } from "../node/watch-segments.ts";
import type { Fault } from "./fault.ts";

export interface Reshaped {
  readonly segments: SegmentStore;
  readonly processors: readonly string[];
}

/** Splits or merges a segment of some processor on the running cluster; the other way where it cannot be done. */
export async function reshape(
  { form, pick }: Pick<Fault, "form" | "pick">,
  { segments, processors }: Reshaped,
): Promise<boolean> {
  const processor = processors[pick % processors.length] ?? "";
  const state = await segments.state(processor);
  const all = state?.segments ?? [];
  const one = all[Math.floor(pick / 16) % Math.max(all.length, 1)];
  if (one === undefined) return false;
  const chosen = { processor, id: one.id, mask: one.mask };
  const ways = form === "split" ? (["split", "merge"] as const) : (["merge", "split"] as const);
  for (const way of ways) {
    if (way === "split" && one.mask >= smallestMask) continue;
    const { kind } = await segments[way](chosen);
    if (kind === "done") return true;
  }
  return false;
}

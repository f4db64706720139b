import type { AppendRequest, AppendResult, AppendWithin } from "../../../src/runtime/mod.ts";
import { type ExclusiveSettings, exclusiveEvents } from "./exclusive-events.ts";

/** In a transaction of its own, which holds no key. */
export async function appendWithin(
  settings: ExclusiveSettings,
  { requests, within }: { readonly requests: readonly AppendRequest[]; readonly within: AppendWithin },
): Promise<readonly AppendResult[]> {
  const work = ({ append }: Parameters<Parameters<typeof exclusiveEvents>[1]["work"]>[0]) => append(requests, within);
  const done = await exclusiveEvents(settings, { keys: [], work });
  return done.kind === "done" ? done.value : [];
}

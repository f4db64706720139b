import { type Store, startOfLog } from "../../src/runtime/mod.ts";

/** Events in the whole log; they fit into memory. */
export async function countEvents({ events }: Store): Promise<number> {
  const upTo = await events.lastPosition();
  return (await events.readLog({ after: startOfLog, upTo, limit: 1_000_000 })).length;
}

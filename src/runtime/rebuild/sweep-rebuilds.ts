import { messageOf } from "../../base/error.ts";
import type { ProjectionTable } from "../../model/tables.ts";
import type { SweepRound, Swept } from "../sweep/sweeper.ts";
import { type Tried, trySwap } from "./swap-rebuild.ts";
import { noteTried, type SwapRebuildsPorts } from "./swap-rebuilds.ts";

export type SweepRebuildsPorts = Pick<SwapRebuildsPorts, "tables" | "store" | "log">;

/** Puts new versions in the place of the old ones that are close behind, whoever owns their segments: of two that try at once one finds it done. */
export async function sweepRebuilds({ failed }: SweepRound, ports: SweepRebuildsPorts): Promise<Swept> {
  const projections = Object.values(ports.tables.projections);
  const states = projections.length === 0 ? [] : await ports.store.segments.all();
  const building = new Set(states.flatMap(({ name, rebuild }) => (rebuild === undefined ? [] : [name])));
  let [left, moved] = [false, false];
  for (const table of projections) {
    if (!building.has(table.name) || failed.has(`${table.name}~swap`)) continue;
    const { kind } = await tried(table, ports);
    if (kind === "done") moved = true;
    else left = true;
    // Until others have moved its segments a second try finds what the first one found.
    if (kind === "refused" || kind === "failed") failed.add(`${table.name}~swap`);
  }
  return { left, moved };
}

async function tried(table: ProjectionTable, ports: SweepRebuildsPorts): Promise<Tried | { readonly kind: "failed" }> {
  const { name: processor } = table;
  try {
    const result = await trySwap(table, ports);
    await noteTried(processor, { tried: result, ports: { ...ports, swapped: () => {} } });
    return result;
  } catch (error) {
    const why = messageOf(error);
    ports.log("warn", `Projection "${processor}" is rebuilt, and cannot be swapped yet: ${why}`, { processor });
    await ports.store.rebuilds.note(processor, { state: "building", why }).catch(() => {});
    return { kind: "failed" };
  }
}

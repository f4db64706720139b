import { isAfter, type Position } from "../../model/position.ts";
import type { Tables } from "../../model/tables.ts";
import type { EventStore } from "../../store/event-store.ts";
import { declaredProcessor } from "../admin/declared-processors.ts";
import type { Progress } from "../queries/progress.ts";

export interface LagPorts {
  readonly tables: Tables;
  readonly events: Pick<EventStore, "safeHead" | "lag">;
  readonly processors: ReadonlyMap<string, Pick<Progress, "status">>;
}

/** Events counted, at most. */
const most = 10_000;

/** What processors have still to look at, by name; those that are at the log's end are absent, and cost the database nothing. */
export async function processorLags(ports: LagPorts): Promise<Readonly<Record<string, number>>> {
  const { tables, events, processors } = ports;
  const head = await events.safeHead();
  const counted = [...processors].map(async ([name, processor]) => {
    const types = declaredProcessor(name, tables)?.storedTypes ?? [];
    return [name, await lagAfter(processor.status().position, { head, types, events })] as const;
  });
  return Object.fromEntries((await Promise.all(counted)).filter(([, lag]) => lag > 0));
}

interface Lagging extends Pick<LagPorts, "events"> {
  readonly head: Position;
  readonly types: readonly string[];
}

async function lagAfter(after: Position, { head, types, events }: Lagging): Promise<number> {
  if (types.length === 0 || !isAfter(head, after)) return 0;
  return (await events.lag({ after, upTo: head, types, limit: most })).events;
}

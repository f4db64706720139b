import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import type { StoredEvent } from "../../model/message.ts";
import type { Position } from "../../model/position.ts";
import type { ReactorTable, Tables } from "../../model/tables.ts";
import type { EventStore } from "../../store/event-store.ts";
import type { LogHead } from "../log-head.ts";
import { backOff, logFailure } from "../processors/back-off.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { upcastEvents } from "../upcast-events.ts";
import { originOf } from "./origin-node.ts";
import type { CallReactor } from "./reactor-caller.ts";

export interface FollowPorts {
  readonly tables: Tables;
  readonly events: Pick<EventStore, "readLog">;
  readonly head: Pick<LogHead, "after" | "current">;
  readonly clock: Clock;
  readonly log: Log;
  readonly react: CallReactor;
  /** This node: `local` reactors get what it appended. */
  readonly node: string;
  /** The safe head when the node began: reactors see what comes after it. */
  readonly from: Position;
}

/** Events read at once: what bounds the memory of a reactor that is slower than the log. */
const pageSize = 500;
/** Milliseconds until the log is looked at again that could not be read. */
const awayPause = 500;

/**
 * The reactors of this node that nothing is kept of: `broadcast` ones get every event from now on, `local` ones those that this node
 * appended. Each gets its events in the order of the log, after their commit; a failure is logged and passed over, or
 * tried again for ever where the reactor halts. What lies between a stop and the next start is not seen.
 */
export function followLog(ports: FollowPorts): { run(signal: AbortSignal): Promise<void> } {
  const reactors = Object.values(ports.tables.reactors).filter(({ delivery }) => delivery !== "competing");
  return {
    run: async (signal) => {
      await Promise.all(reactors.map((table) => follow(table, { ports, signal })));
    },
  };
}

interface Following {
  readonly ports: FollowPorts;
  readonly signal: AbortSignal;
}

async function follow(table: ReactorTable, following: Following): Promise<void> {
  const { ports, signal } = following;
  let position = ports.from;
  while (!signal.aborted) {
    await ports.head.after(position, signal);
    if (!signal.aborted) position = await readOn(table, position, following);
  }
}

/** Handles a page, and answers how far it reaches. */
async function readOn(table: ReactorTable, after: Position, { ports, signal }: Following): Promise<Position> {
  const { events, head, clock, log } = ports;
  const upTo = head.current();
  try {
    const page = await events.readLog({ after, upTo, types: table.storedTypes, limit: pageSize });
    for (const stored of page) {
      if (signal.aborted) break;
      await handleStored(table, stored, { ports, signal });
    }
    return (page.length < pageSize ? undefined : page.at(-1)?.position) ?? upTo;
  } catch (error) {
    log("warn", "Cannot read the log; reading again", { processor: table.name, cause: messageOf(error) });
    await clock.sleep(awayPause, signal);
    return after;
  }
}

/** Never throws: who halts goes on when it has succeeded, all others pass over it. */
async function handleStored(table: ReactorTable, stored: StoredEvent, { ports, signal }: Following): Promise<void> {
  if (table.delivery === "local" && originOf(stored) !== ports.node) return;
  for (const item of partsOf(stored, ports)) {
    for (let failures = 1; !(await handled(table, item, { ports, signal, failures })); failures++);
  }
}

/** Whether the reactor is done with it. */
async function handled(
  table: ReactorTable,
  item: ProcessorEvent,
  { ports, signal, failures }: Following & { readonly failures: number },
): Promise<boolean> {
  const { react, log, clock } = ports;
  try {
    await react(table, item, { replay: undefined, signal });
    return true;
  } catch (error) {
    // A node that stops aborts its handlers: no failure of theirs.
    if (signal.aborted) return true;
    const { type, position } = item.event;
    logFailure(log, { error, failures, facts: { processor: table.name, event: type, position } });
    if (table.onFailure.kind !== "halt") return true;
    await clock.sleep(backOff(error, failures), signal);
    return signal.aborted;
  }
}

function partsOf(stored: StoredEvent, { tables }: FollowPorts): readonly ProcessorEvent[] {
  // Nothing is kept, so nothing is parked: these have no sequence.
  const place = { sequence: "", hash: 0 };
  try {
    const aggregate = tables.aggregates[stored.stream.type];
    const parts = aggregate === undefined ? [stored] : upcastEvents(aggregate, [stored]);
    return parts.map((event, subIndex) => ({ event, subIndex, ...place }));
  } catch (broken) {
    return [{ event: stored, subIndex: 0, ...place, broken }];
  }
}

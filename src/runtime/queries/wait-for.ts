import { isMyelinError, MyelinError } from "../../base/error.ts";
import type { StoredEvent } from "../../model/message.ts";
import { isAfter, justBefore, type Position } from "../../model/position.ts";
import type { ProjectionTable, Tables } from "../../model/tables.ts";
import type { QuerySubmission } from "../engine.ts";
import { placeEvents } from "../letters/place-event.ts";
import { upcastEvents } from "../upcast-events.ts";
import type { Progress } from "./progress.ts";
import type { QueryPorts } from "./query-ports.ts";

interface Wait {
  readonly submission: QuerySubmission;
  readonly projection: ProjectionTable;
  readonly ports: QueryPorts;
  readonly processor: Progress;
}

/**
 * Resolves once everything up to the position is projected.
 *
 * @throws MyelinError `cursor_ahead` beyond the log's end, `sequence_parked` where the event waits in the dead-letter table,
 * `timeout`, `aborted`
 */
export async function waitFor(position: Position, wait: Wait): Promise<void> {
  const { ports, processor } = wait;
  const isReached = (): boolean => !isAfter(position, processor.status().position);
  // First, for beyond the log may also be beyond what a database takes for a position.
  if (!isReached() && isAfter(position, await ports.store.events.lastPosition())) throw cursorAhead(position);
  await refuseParked(position, wait);
  if (isReached()) return;
  await reach(position, wait);
  // Its sequence may have been parked only now.
  await refuseParked(position, wait);
}

/** A position is passed also by what was parked there: its row is not as the caller expects, and will not be until the letter is retried. */
async function refuseParked(position: Position, { ports, projection, processor }: Wait): Promise<void> {
  if (!processor.hadLetters) return;
  const { events, letters } = ports.store;
  const query = { after: justBefore(position), upTo: position, types: projection.storedTypes, limit: 1 };
  const [stored] = await events.readLog(query);
  for (const sequence of stored === undefined ? [] : sequencesOf(stored, { projection, tables: ports.tables }))
    if (await letters.contains({ processor: projection.name, sequence }))
      throw parked(position, { projection, sequence });
}

interface Placing {
  readonly projection: ProjectionTable;
  readonly tables: Tables;
}

function sequencesOf(stored: StoredEvent, { projection, tables }: Placing): readonly string[] {
  const place = placeEvents(projection);
  const aggregate = tables.aggregates[stored.stream.type];
  try {
    const todays = aggregate === undefined ? [stored] : upcastEvents(aggregate, [stored]);
    return todays.map((event, subIndex) => place(event, subIndex).sequence);
  } catch {
    // What cannot be brought into today's shape was parked under its stream.
    return [place(stored, 0).sequence];
  }
}

function parked(
  position: Position,
  { projection, sequence }: { projection: ProjectionTable; sequence: string },
): MyelinError {
  const { name } = projection;
  const message = `Cannot wait for position ${position}: sequence "${sequence}" of projection "${name}" sits in the dead-letter table; mend its handler and retry it`;
  return new MyelinError("sequence_parked", message, { details: { projection: name, sequence, position } });
}

async function reach(position: Position, { submission, ports, processor }: Wait): Promise<void> {
  const { timeoutMs = 10_000, signal, projection } = submission;
  const limit = ports.deadlines.start({ timeoutMs, act: "query projection", subject: projection, signal });
  try {
    if (await ports.waits.within(() => processor.reached(position, limit.signal))) return;
    if (limit.over !== undefined) throw limit.over;
  } catch (error) {
    throw isMyelinError(error) && error.code === "timeout" ? notReached(position, { processor, timeoutMs }) : error;
  } finally {
    limit.end();
  }
}

function cursorAhead(position: Position): MyelinError {
  const message = `Cannot wait for position ${position}: the log ends before it; wait for a position that a command answered`;
  return new MyelinError("cursor_ahead", message);
}

function notReached(
  position: Position,
  { processor, timeoutMs }: { processor: Progress; timeoutMs: number },
): MyelinError {
  const { processor: name, position: at, state } = processor.status();
  // Not the failure itself: the sentence reaches the caller, and a handler's or driver's words are not theirs to read.
  const why = state === "failing" ? " and keeps failing (the log says why)" : "";
  const message = `Cannot wait longer for position ${position}: after ${timeoutMs} ms projection "${name}" stands at ${at}${why}; ask again later`;
  return new MyelinError("timeout", message, {
    details: { projection: name, position: at, state, waitedFor: position },
  });
}

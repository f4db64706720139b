import { isAfter, laterOf, type Position, startOfLog } from "../../model/position.ts";
import type { Replay } from "../../model/processor-node.ts";
import { matches } from "../../model/segment.ts";
import { isHandled } from "../../model/segment-progress.ts";
import { builtFor } from "../../model/shadow-name.ts";
import type { ProjectionTable, Tables } from "../../model/tables.ts";
import type { SwapTransaction } from "../../store/rebuild-store.ts";
import { placeEvents } from "../letters/place-event.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { logReader } from "../processors/log-reader.ts";
import { parkBehind } from "../processors/park-event.ts";
import { project } from "../processors/project.ts";
import { onlyIn } from "./parked-in.ts";

export interface BringingUp {
  /** As it is declared, under the name of what is built. */
  readonly table: ProjectionTable;
  readonly tables: Tables;
  readonly replay: Replay | undefined;
  readonly transaction: SwapTransaction;
}

/** Events a page. */
const pageSize = 1_000;

/** The furthest that any segment has come, parts of it counted that are ahead. */
export function furthest(segments: SwapTransaction["before"]): Position {
  return segments
    .flatMap(({ position, marks }) => [position, ...marks.map((mark) => mark.position)])
    .reduce(laterOf, startOfLog);
}

/** How far all segments have come. */
export function nearest(segments: SwapTransaction["after"]): Position {
  return segments.map(({ position }) => position).reduce((a, b) => (isAfter(a, b) ? b : a));
}

/**
 * Handles in the new version what the old one has come to and the new one has not; answers up to where. Events of parked sequences go behind their
 * letters; a handler that fails fails it all.
 */
export async function bringUp({ table, tables, replay, transaction }: BringingUp): Promise<Position> {
  const { before, after, readLog } = transaction;
  const to = furthest(before);
  const place = placeEvents(table);
  const { aggregates } = tables;
  const reader = logReader({ processor: table, aggregates, events: { readLog }, place, pageSize });
  let position = nearest(after);
  while (isAfter(to, position)) {
    const page = await reader.page(position, to);
    const events: ProcessorEvent[] = [];
    for (const item of page.events)
      if (isLeft(item, transaction) && !(await waits(item, { table, transaction }))) events.push(item);
    if (events.length > 0) await project(table, { events, transaction, replay });
    position = page.upTo;
  }
  return to;
}

function isLeft({ event, hash }: ProcessorEvent, { after }: SwapTransaction): boolean {
  return after.some((one) => matches(one, hash) && !isHandled(one, { hash, position: event.position }));
}

async function waits(
  item: ProcessorEvent,
  { table, transaction }: Pick<BringingUp, "table" | "transaction">,
): Promise<boolean> {
  const { name: processor, onFailure: policy } = table;
  const parked = new Set(transaction.parked.after);
  return parked.has(item.sequence) && parkBehind(item, { processor, policy, transaction, parked });
}

/** Why a new version with these parked sequences may not take the old one's place; undefined: nothing is worse than it is. */
export function newlyParked(
  { before, after }: { readonly before: { has(key: string): boolean }; readonly after: { keys(): Iterable<string> } },
  shadow: string,
): string | undefined {
  const fresh = onlyIn(before, after);
  if (fresh.length === 0) return undefined;
  const shown = fresh.slice(0, 3).map((key) => `"${key}"`);
  const more = fresh.length > shown.length ? `, and ${fresh.length - shown.length} more` : "";
  const what = fresh.length === 1 ? "sequence is" : "sequences are";
  return `${fresh.length} ${what} parked in it that "${builtFor(shadow)}" handles (${shown.join(", ")}${more}); mend the handler and retry the letters of "${shadow}", or rebuild with acceptParked`;
}

import type { Context } from "hono";
import { type FeedFilter, type Position, parsePosition, startOfLog } from "../../../src/runtime/mod.ts";
import { storableText } from "../storable-text.ts";
import { invalidParameter } from "../whole-number.ts";

/** Where somebody goes on in the log. */
export interface EventCursor {
  readonly after: Position;
  /** Parts of the stored event right behind `after` that have been seen: an upcaster had split it. */
  readonly parts: number;
}

/** What a request for events asks for. */
export interface WantedEvents {
  /** Undefined: what comes from now on. */
  readonly from: EventCursor | undefined;
  readonly filter: FeedFilter;
}

const begin: EventCursor = { after: startOfLog, parts: 0 };

/**
 * Reads `Last-Event-ID`, else `after` (a position, `first` or `latest`; default `first`), and the filters `types`, `aggregates` and `stream`.
 *
 * @throws MyelinError `invalid_query`
 */
export function wantedEvents(context: Context): WantedEvents {
  const { req } = context;
  const resumed = req.header("last-event-id");
  const after = req.query("after");
  const from =
    resumed === undefined || resumed === "" ? cursorOf("after", after ?? "first") : cursorOf("Last-Event-ID", resumed);
  return { from, filter: filterOf(context) };
}

function cursorOf(name: string, text: string): EventCursor | undefined {
  if (text === "latest") return undefined;
  if (text === "first") return begin;
  const [, place = "", part] = /^([0-9]{1,19})(?:\.([0-9]{1,9}))?$/.exec(text) ?? [];
  const position = parsePosition(place);
  if (position === undefined || (part !== undefined && place === "0"))
    throw invalidParameter(name, "it is no position; send what an event's id said, first or latest");
  if (part === undefined) return { after: position, parts: 0 };
  return { after: positionOf(String(BigInt(position) - 1n)), parts: Number(part) + 1 };
}

function positionOf(text: string): Position {
  const position = parsePosition(text);
  if (position === undefined) throw invalidParameter("after", "it is no position");
  return position;
}

function filterOf({ req }: Context): FeedFilter {
  const types = namesOf(req.queries("types"), "types");
  const aggregates = namesOf(req.queries("aggregates"), "aggregates");
  const stream = req.query("stream");
  return {
    ...(types === undefined ? {} : { types }),
    ...(aggregates === undefined ? {} : { aggregates }),
    ...(stream === undefined ? {} : { stream: streamOf(stream) }),
  };
}

/** Names with commas between them, or each with a parameter of its own. */
function namesOf(values: readonly string[] | undefined, name: string): readonly string[] | undefined {
  if (values === undefined) return undefined;
  const names = [...new Set(values.flatMap((value) => value.split(",")).map((one) => one.trim()))]
    .filter(Boolean)
    .sort();
  if (names.length === 0) throw invalidParameter(name, "it names nothing; leave it out for all");
  return names;
}

function streamOf(text: string): { readonly type: string; readonly id: string } {
  const slash = text.indexOf("/");
  if (slash <= 0 || slash === text.length - 1 || !storableText(text))
    throw invalidParameter("stream", "it is not type/id, such as account/a-1");
  return { type: text.slice(0, slash), id: text.slice(slash + 1) };
}

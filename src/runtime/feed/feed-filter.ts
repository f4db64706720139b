import { MyelinError } from "../../base/error.ts";
import { didYouMean, nearestNames } from "../../base/nearest-names.ts";
import { qualifiedType, type StoredEvent } from "../../model/message.ts";
import { sequenceAggregate, sequenceEvents } from "../../model/sequence-announcement.ts";
import type { Tables } from "../../model/tables.ts";
import type { FeedFilter } from "./engine-feed.ts";

/** Whether an event, in today's shape, is wanted. */
export function isWanted({ type, stream }: StoredEvent, filter: FeedFilter): boolean {
  if (filter.types !== undefined && !filter.types.includes(type)) return false;
  if (filter.aggregates !== undefined && !filter.aggregates.includes(stream.type)) return false;
  const { stream: own } = filter;
  return own === undefined || (own.type === stream.type && own.id === stream.id);
}

/** Types that have to be read for a filter, undefined for all: an upcaster may answer any event of its aggregate. */
export function storedTypes({ types, aggregates }: FeedFilter, tables: Tables): readonly string[] | undefined {
  if (types === undefined && aggregates === undefined) return undefined;
  const own = aggregates ?? aggregatesOf(tables);
  const read = new Set(own.flatMap((name) => typesOf(name, tables)));
  const named = types?.filter((type) => read.has(type)) ?? [...read];
  const upcast = own.flatMap((name) => Object.keys(tables.aggregates[name]?.upcast ?? {}));
  return [...new Set([...named, ...upcast])].sort();
}

/** @throws MyelinError `invalid_query` for names that are not there */
export function checkFilter({ types = [], aggregates = [], stream }: FeedFilter, tables: Tables): void {
  const known = aggregatesOf(tables);
  const knownTypes = known.flatMap((name) => typesOf(name, tables));
  for (const type of types) if (!knownTypes.includes(type)) throw unknown({ path: "types", name: type }, knownTypes);
  for (const name of aggregates) if (!known.includes(name)) throw unknown({ path: "aggregates", name }, known);
  if (stream !== undefined && !known.includes(stream.type)) throw unknown({ path: "stream", name: stream.type }, known);
}

function aggregatesOf(tables: Tables): readonly string[] {
  return [...Object.keys(tables.aggregates), sequenceAggregate];
}

function typesOf(aggregate: string, tables: Tables): readonly string[] {
  if (aggregate === sequenceAggregate) return sequenceEvents.map((event) => qualifiedType(aggregate, event));
  return Object.keys(tables.aggregates[aggregate]?.events ?? {}).map((event) => qualifiedType(aggregate, event));
}

function unknown({ path, name }: { path: string; name: string }, known: readonly string[]): MyelinError {
  const mend = didYouMean(nearestNames(name, known), "GET /routes lists all of them");
  const message = `there is nothing called "${name}"; ${mend}`;
  return new MyelinError("invalid_query", `Cannot follow the log: ${message}`, {
    details: { issues: [{ path, message }] },
  });
}

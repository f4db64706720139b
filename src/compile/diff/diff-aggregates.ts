import type { JsonObject } from "../../base/json.ts";
import { compareSchemas } from "./compare-schemas.ts";
import { type KeptPair, number, part, same, sides, text } from "./kept-json.ts";
import { breaking, safe, type TableChange } from "./table-change.ts";

/** Aggregates: their events, which are stored for ever, what they reject, what is kept of their states. */
export function diffAggregates(before: JsonObject, after: JsonObject): readonly TableChange[] {
  const { added, removed, kept } = sides(before, after);
  return [
    ...added.map(aggregateAdded),
    ...removed.map(aggregateRemoved),
    ...kept.flatMap((pair) => [
      ...diffEvents(pair),
      ...diffUpcasters(pair),
      ...diffRejections(pair),
      ...diffKept(pair),
    ]),
  ];
}

function aggregateAdded(name: string): TableChange {
  return safe({
    code: "aggregate_added",
    subject: name,
    change: `Aggregate "${name}" is new`,
    consequence: "it takes commands once a node has the new code",
  });
}

function aggregateRemoved(name: string): TableChange {
  return breaking({
    code: "aggregate_removed",
    subject: name,
    change: `Aggregate "${name}" is gone`,
    consequence: "its stored streams can be read no more, and nobody handles its commands and events",
    mend: "keep the aggregate while its streams matter; if it was renamed, give it back its name",
  });
}

function diffEvents({ name, before, after }: KeptPair): readonly TableChange[] {
  const { added, removed, kept } = sides(part(before, "events"), part(after, "events"));
  const retired = part(after, "upcast");
  return [
    ...added.map((event) => eventAdded(`${name}.${event}`)),
    ...removed.map((event) => eventRemoved(`${name}.${event}`, Object.hasOwn(retired, `${name}.${event}`))),
    ...kept.flatMap((pair) => diffEvent(`${name}.${pair.name}`, pair)),
  ];
}

function eventAdded(subject: string): TableChange {
  return safe({
    code: "event_added",
    subject,
    change: `Event "${subject}" is new`,
    consequence: "nodes of the old code cannot evolve streams that hold one: their commands fail while both run",
    mend: "where that matters, deploy the evolver first, and what emits it with the next deployment",
  });
}

function eventRemoved(subject: string, isRetired: boolean): TableChange {
  if (isRetired)
    return safe({
      code: "event_retired",
      subject,
      change: `Event "${subject}" is declared no more; upcasters turn stored ones into others`,
      consequence: "streams that hold one can be read still",
    });
  return breaking({
    code: "event_removed",
    subject,
    change: `Event "${subject}" is gone`,
    consequence:
      "stored ones cannot be evolved: streams that hold one take no commands any more, and no handler gets it",
    mend: "declare it again and let its evolver answer the state as it is, or retire it by an upcaster",
  });
}

function diffEvent(subject: string, { before, after }: KeptPair): readonly TableChange[] {
  const [old, now] = [number(before, "schemaVersion"), number(after, "schemaVersion")];
  if (now > old) return [versionRaised(subject, { old, now })];
  if (now < old) return [versionLowered(subject, { old, now })];
  const schema = compareSchemas(before.schema, after.schema);
  if (schema.kind === "narrower")
    return [
      breaking({
        code: "event_narrowed",
        subject,
        change: `Event "${subject}" takes less: ${schema.why}`,
        consequence: "stored ones do not have the form that evolvers and handlers are written for",
        mend: `add an upcaster that brings version ${now} to ${now + 1}, or take what was taken`,
      }),
    ];
  if (schema.kind === "same") return [];
  const consequence = "stored ones fit still";
  return [safe({ code: "event_changed", subject, change: `Event "${subject}" takes more`, consequence })];
}

interface Versions {
  readonly old: number;
  readonly now: number;
}

function versionRaised(subject: string, { old, now }: Versions): TableChange {
  return safe({
    code: "event_version_raised",
    subject,
    change: `Event "${subject}" is of version ${now}, and was of ${old}`,
    consequence: "stored ones are upcast when they are read; nodes of the old code cannot read new ones while both run",
    mend: null,
  });
}

function versionLowered(subject: string, { old, now }: Versions): TableChange {
  return breaking({
    code: "event_version_lowered",
    subject,
    change: `Event "${subject}" is of version ${now}, and was of ${old}`,
    consequence: `those stored with version ${old} are of a future that this code does not know`,
    mend: "keep every upcaster; add another one in place of taking one back",
  });
}

function diffUpcasters({ before, after }: KeptPair): readonly TableChange[] {
  return sides(part(before, "upcast"), part(after, "upcast")).removed.map((subject) =>
    breaking({
      code: "upcaster_removed",
      subject,
      change: `The upcasters of event "${subject}" are gone`,
      consequence: "stored ones of older versions reach evolvers and handlers as they are",
      mend: "keep them: stored events never change",
    }),
  );
}

function diffRejections({ name, before, after }: KeptPair): readonly TableChange[] {
  const { added, removed, kept } = sides(part(before, "rejections"), part(after, "rejections"));
  return [
    ...added.map((rejection) =>
      safe({
        code: "rejection_added",
        subject: `${name}.${rejection}`,
        change: `Aggregate "${name}" can reject with "${rejection}"`,
        consequence: "clients of the old types do not know this reason",
      }),
    ),
    ...removed.map((rejection) =>
      safe({
        code: "rejection_removed",
        subject: `${name}.${rejection}`,
        change: `Aggregate "${name}" rejects with "${rejection}" no more`,
        consequence: "what waits for this reason waits for nothing",
      }),
    ),
    ...kept
      .filter((pair) => !same(pair.before, pair.after))
      .map((pair) =>
        safe({
          code: "rejection_changed",
          subject: `${name}.${pair.name}`,
          change: `Rejection "${pair.name}" of aggregate "${name}" says something else`,
          consequence: "clients get it with other words or data",
        }),
      ),
  ];
}

function diffKept({ name, before, after }: KeptPair): readonly TableChange[] {
  const [old, now] = [part(before, "snapshot"), part(after, "snapshot")];
  if (same(old, now)) return [];
  const voided = text(old, "fingerprint") !== text(now, "fingerprint");
  return [
    safe({
      code: "snapshot_changed",
      subject: name,
      change: `Snapshots of aggregate "${name}" changed`,
      consequence: voided
        ? "those that are kept are not used any more: each stream is loaded whole once"
        : "those that are kept are used still",
    }),
  ];
}

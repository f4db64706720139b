import type { JsonObject } from "../../base/json.ts";
import { diffProjection } from "./diff-projection.ts";
import { type KeptPair, part, quoted, same, text, texts, without } from "./kept-json.ts";
import { breaking, safe, type TableChange } from "./table-change.ts";

const kinds = { projections: "Projection", reactors: "Reactor", relays: "Relay", workflows: "Workflow" } as const;

/** A processor of either tables, whatever its kind. */
interface Found {
  readonly kind: string;
  readonly table: JsonObject;
}

/** Projections, reactors, relays, workflows: what stands in the database under their names. */
export function diffProcessors(before: JsonObject, after: JsonObject): readonly TableChange[] {
  const [old, now] = [processorsOf(before), processorsOf(after)];
  const added = [...now.keys()].filter((name) => !old.has(name));
  const removed = [...old.keys()].filter((name) => !now.has(name));
  const renamed = renames({ old, now, added, removed });
  const newNames = new Set(renamed.values());
  return [
    ...added.filter((name) => !newNames.has(name)).map((name) => processorAdded(name, now.get(name))),
    ...removed.map((name) => processorGone(name, { kind: old.get(name)?.kind ?? "", to: renamed.get(name) })),
    ...[...old].flatMap(([name, { kind, table }]) => {
      const other = now.get(name);
      return other === undefined ? [] : diffKind({ name, before: table, after: other.table }, [kind, other.kind]);
    }),
  ];
}

function processorsOf(tables: JsonObject): ReadonlyMap<string, Found> {
  return new Map(
    Object.entries(kinds).flatMap(([place, kind]) =>
      Object.keys(part(tables, place)).map((name) => [name, { kind, table: part(part(tables, place), name) }] as const),
    ),
  );
}

interface Renaming {
  readonly old: ReadonlyMap<string, Found>;
  readonly now: ReadonlyMap<string, Found>;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** From old names to new ones: of what is like it in all but the name, where there is but one such. */
function renames({ old, now, added, removed }: Renaming): ReadonlyMap<string, string> {
  return new Map(
    removed.flatMap((name) => {
      const alike = added.filter((other) => isAlike(old.get(name), now.get(other)));
      return alike.length === 1 && alike[0] !== undefined ? [[name, alike[0]] as const] : [];
    }),
  );
}

function isAlike(one: Found | undefined, other: Found | undefined): boolean {
  return one !== undefined && other !== undefined && one.kind === other.kind && same(one.table, other.table);
}

function processorAdded(name: string, found: Found | undefined): TableChange {
  const start = text(found?.table ?? {}, "from");
  return safe({
    code: "processor_added",
    subject: name,
    change: `${found?.kind} "${name}" is new`,
    consequence: `it begins at ${start === "" ? "the place that is usual for its kind" : start}`,
  });
}

function processorGone(name: string, { kind, to }: { kind: string; to: string | undefined }): TableChange {
  if (to !== undefined)
    return breaking({
      code: "processor_renamed",
      subject: name,
      change: `${kind} "${name}" seems to be called "${to}" now`,
      consequence: `"${to}" begins anew, and the letters of "${name}" are nobody's`,
      mend: `give it back its name; or deploy it, then run "myelin dead-letters move ${name} ${to}" and "myelin processors forget ${name}"`,
    });
  return breaking({
    code: "processor_removed",
    subject: name,
    change: `${kind} "${name}" is gone`,
    consequence: "its letters, its place in the log and its tables stay behind, and nobody looks after them",
    mend: `handle or evict its letters first (myelin check-deploy counts them), then run "myelin processors forget ${name}"`,
  });
}

function diffKind(pair: KeptPair, [before, after]: readonly [string, string]): readonly TableChange[] {
  const { name } = pair;
  if (before !== after)
    return [
      breaking({
        code: "processor_kind_changed",
        subject: name,
        change: `"${name}" is a ${after.toLowerCase()}, and was a ${before.toLowerCase()}`,
        consequence: "it goes on from the place and with the letters of something else",
        mend: "give it a name of its own",
      }),
    ];
  return [...diffProcessor(before, pair), ...(before === "Projection" ? diffProjection(pair) : [])];
}

function diffProcessor(kind: string, pair: KeptPair): readonly TableChange[] {
  return [...diffKey(kind, pair), ...diffDelivery(kind, pair), ...diffHandlers(kind, pair), ...diffOptions(kind, pair)];
}

function diffKey(kind: string, { name, before, after }: KeptPair): readonly TableChange[] {
  const [old, now] = [text(before, "sequence"), text(after, "sequence")];
  if (old === now) return [];
  return [
    breaking({
      code: "processor_sequence_changed",
      subject: name,
      change: `${kind} "${name}" is sequenced by ${now}, and was by ${old}`,
      consequence: "nodes of the new code may not claim its segments: events between segments would be lost",
      mend: `run "myelin processors align ${name}" with the new code when it has no letters, or "myelin processors rebuild ${name}"`,
    }),
  ];
}

function diffDelivery(kind: string, { name, before, after }: KeptPair): readonly TableChange[] {
  const [old, now] = [text(before, "delivery"), text(after, "delivery")];
  if (old === now) return [];
  return [
    breaking({
      code: "processor_delivery_changed",
      subject: name,
      change: `${kind} "${name}" is ${now}, and was ${old}`,
      consequence:
        "it leaves its place in the log, or begins to keep one: events of the change are missed or come again",
      mend: "give it another name, or accept it where that does no harm",
    }),
  ];
}

function diffHandlers(kind: string, { name, before, after }: KeptPair): readonly TableChange[] {
  const [old, now] = [texts(before, "eventTypes"), texts(after, "eventTypes")];
  const [gone, fresh] = [without(old, now), without(now, old)];
  const rebuild = kind === "Projection" ? `run "myelin processors rebuild ${name}" where earlier ones matter` : null;
  return [
    ...(fresh.length === 0
      ? []
      : [
          safe({
            code: "handler_added",
            subject: name,
            change: `${kind} "${name}" handles ${quoted(fresh)}`,
            consequence: "only those from its place in the log on: earlier ones have passed",
            mend: rebuild,
          }),
        ]),
    ...(gone.length === 0
      ? []
      : [
          safe({
            code: "handler_removed",
            subject: name,
            change: `${kind} "${name}" does not handle ${quoted(gone)} any more`,
            consequence: "it passes them by; a letter of one could not be handled",
            mend: `see "myelin check-deploy" for its letters`,
          }),
        ]),
  ];
}

const options = ["onFailure", "from", "segments", "once", "sends", "byFunction", "onReset"] as const;

function diffOptions(kind: string, { name, before, after }: KeptPair): readonly TableChange[] {
  const changed = options.filter((key) => !same(before[key], after[key]));
  if (changed.length === 0) return [];
  return [
    safe({
      code: "processor_changed",
      subject: name,
      change: `${kind} "${name}" goes along otherwise: ${changed.join(", ")}`,
      consequence:
        "its place in the log stays; where it begins and in how many segments counts at its first start only",
    }),
  ];
}

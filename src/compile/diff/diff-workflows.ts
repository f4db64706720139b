import type { Json, JsonObject } from "../../base/json.ts";
import { compareSchemas } from "./compare-schemas.ts";
import { type KeptPair, number, part, quoted, same, sides, texts } from "./kept-json.ts";
import { breaking, type ChangeCode, safe, type TableChange } from "./table-change.ts";

/** Workflows that are in both: their versions, and what instances of each wait for. */
export function diffWorkflows(before: JsonObject, after: JsonObject): readonly TableChange[] {
  return sides(before, after).kept.flatMap((pair) => [
    ...diffLatest(pair),
    ...diffCorrelation(pair),
    ...diffVersions(pair),
  ]);
}

function diffLatest({ name, before, after }: KeptPair): readonly TableChange[] {
  const [old, now] = [number(before, "latest"), number(after, "latest")];
  if (now >= old) return [];
  return [
    breaking({
      code: "workflow_latest_lowered",
      subject: name,
      change: `New instances of workflow "${name}" begin with version ${now}, and began with ${old}`,
      consequence: `those of version ${old} cannot be migrated back`,
      mend: "declare what is to be run as a further version",
    }),
  ];
}

function diffCorrelation({ name, before, after }: KeptPair): readonly TableChange[] {
  const [old, now] = [texts(before, "by"), texts(after, "by")];
  if (same(old, now)) return [];
  return [
    breaking({
      code: "workflow_correlation_changed",
      subject: name,
      change: `Workflow "${name}" finds its instances by function for ${quoted(now) || "no event"}, and did for ${quoted(old) || "none"}`,
      consequence: "instances that wait may not be found by the events that they wait for",
      mend: "make sure that both give the same instance ids, then accept it",
    }),
  ];
}

function diffVersions({ name, before, after }: KeptPair): readonly TableChange[] {
  const { added, removed, kept } = sides(part(before, "versions"), part(after, "versions"));
  return [
    ...added.map((version) =>
      safe({
        code: "workflow_version_added",
        subject: `${name} v${version}`,
        change: `Workflow "${name}" has a version ${version}`,
        consequence: "instances that run stay with the version that they began with until they are migrated",
      }),
    ),
    ...removed.map((version) =>
      breaking({
        code: "workflow_version_removed",
        subject: `${name} v${version}`,
        change: `Version ${version} of workflow "${name}" is gone`,
        consequence: "instances that began with it cannot go on",
        mend: `keep it beside the others until its instances have ended, or migrate them first ("myelin workflows migrate ${name}"); myelin check-deploy counts them`,
      }),
    ),
    ...kept.flatMap((pair) => diffVersion({ ...pair, name: `${name} v${pair.name}` })),
  ];
}

/** What instances of a version hold, and what may come to them. */
const vocabularies = [
  {
    key: "data",
    word: "State",
    removed: "workflow_state_removed",
    narrowed: "workflow_state_narrowed",
    who: "instances that stand in it",
  },
  {
    key: "timers",
    word: "Timer",
    removed: "workflow_timer_removed",
    narrowed: "workflow_timer_narrowed",
    who: "timers that were set",
  },
  {
    key: "signals",
    word: "Signal",
    removed: "workflow_signal_removed",
    narrowed: "workflow_signal_narrowed",
    who: "who sends it, and instances that wait for it,",
  },
] as const satisfies readonly { key: string; word: string; removed: ChangeCode; narrowed: ChangeCode; who: string }[];

function diffVersion(pair: KeptPair): readonly TableChange[] {
  const found = [
    ...vocabularies.flatMap((one) => diffVocabulary(pair, one)),
    ...diffInput(pair),
    ...diffReactions(pair),
  ];
  if (found.length > 0 || same(pair.before, pair.after)) return found;
  return [
    safe({
      code: "workflow_version_changed",
      subject: pair.name,
      change: `Workflow ${pair.name} reacts otherwise`,
      consequence: "instances that run go on with the new code; what they did already stays as it is",
      mend: "where that is not meant, declare it as a further version",
    }),
  ];
}

const mend = "leave this version as it is, and declare the change as a further one";

function diffVocabulary(
  { name, before, after }: KeptPair,
  { key, word, ...rest }: (typeof vocabularies)[number],
): readonly TableChange[] {
  const { removed, kept } = sides(part(before, key), part(after, key));
  return [
    ...removed.map((one) =>
      breaking({
        code: rest.removed,
        subject: `${name} ${one}`,
        change: `${word} "${one}" of workflow ${name} is gone`,
        consequence: `${rest.who} can come no further`,
        mend,
      }),
    ),
    ...kept.flatMap((pair) => {
      const schema = compareSchemas(pair.before, pair.after);
      if (schema.kind !== "narrower") return [];
      const change = `${word} "${pair.name}" of workflow ${name} takes less: ${schema.why}`;
      const consequence = `${rest.who} do not fit`;
      return [breaking({ code: rest.narrowed, subject: `${name} ${pair.name}`, change, consequence, mend })];
    }),
  ];
}

function diffInput({ name, before, after }: KeptPair): readonly TableChange[] {
  const schema = compareSchemas(before.input, after.input);
  if (schema.kind !== "narrower") return [];
  const change = `Workflow ${name} takes less to start with: ${schema.why}`;
  const consequence = "who starts it by name gets invalid_command";
  return [breaking({ code: "workflow_input_narrowed", subject: name, change, consequence, mend })];
}

/** By state, and of all states: whatever an instance may wait for there. */
function diffReactions({ name, before, after }: KeptPair): readonly TableChange[] {
  const states = Object.keys(part(after, "data"));
  return states.flatMap((state) => {
    const gone = reactionsIn(before, state).filter((stimulus) => !reactionsIn(after, state).includes(stimulus));
    if (gone.length === 0 || !Object.hasOwn(part(before, "data"), state)) return [];
    return [
      breaking({
        code: "workflow_reaction_removed",
        subject: `${name} ${state}`,
        change: `Workflow ${name} does not react to ${quoted(gone)} in state "${state}" any more`,
        consequence: "instances that wait for it there wait for ever",
        mend,
      }),
    ];
  });
}

function reactionsIn(version: JsonObject, state: string): readonly string[] {
  const own: Json = part(version, "inState");
  return [...Object.keys(part(own, state)), ...Object.keys(part(version, "inAny"))];
}

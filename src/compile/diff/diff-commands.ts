import type { JsonObject } from "../../base/json.ts";
import { compareSchemas } from "./compare-schemas.ts";
import { type KeptPair, same, sides, text } from "./kept-json.ts";
import { breaking, safe, type TableChange } from "./table-change.ts";

/** Commands: what callers, the outbox and accepted commands that wait rely on. */
export function diffCommands(before: JsonObject, after: JsonObject): readonly TableChange[] {
  const { added, removed, kept } = sides(before, after);
  return [
    ...added.map((name) =>
      safe({
        code: "command_added",
        subject: name,
        change: `Command "${name}" is new`,
        consequence: "nodes of the old code send it on to those of the new one, or answer unknown_command",
      }),
    ),
    ...removed.map((name) =>
      breaking({
        code: "command_removed",
        subject: name,
        change: `Command "${name}" is gone`,
        consequence: "callers get unknown_command, and so do accepted commands and those of workflows that wait",
        mend: "keep it and let it reject until nobody sends it any more",
      }),
    ),
    ...kept.flatMap(diffCommand),
  ];
}

function diffCommand(pair: KeptPair): readonly TableChange[] {
  return [...diffPlace(pair), ...diffSequence(pair), ...diffPayload(pair), ...diffHandling(pair)];
}

function diffPlace({ name, before, after }: KeptPair): readonly TableChange[] {
  const [old, now] = [before, after].map((command) => text(command, "aggregate"));
  if (old !== now)
    return [
      breaking({
        code: "command_moved",
        subject: name,
        change: `Command "${name}" is of aggregate "${now}", and was of "${old}"`,
        consequence: "it decides on other streams: what the former ones hold does not count",
        mend: "give it another name, and let the old one reject",
      }),
    ];
  if (text(before, "route") === text(after, "route")) return [];
  return [
    breaking({
      code: "command_route_changed",
      subject: name,
      change: `Command "${name}" is routed by ${text(after, "route")}, and was by ${text(before, "route")}`,
      consequence: "one and the same payload can go to another stream than before",
      mend: "make sure that both give the same stream ids, then accept it; else give the command another name",
    }),
  ];
}

function diffSequence({ name, before, after }: KeptPair): readonly TableChange[] {
  const [old, now] = [sequenceOf(before), sequenceOf(after)];
  if (old === now) return [];
  return [
    breaking({
      code: "command_sequence_changed",
      subject: name,
      change: `Command "${name}" is sequenced by ${now}, and was by ${old}`,
      consequence:
        "while nodes of both codes run, commands that should wait for each other do not; versions of streams are safe",
      mend: "where more than a stream depends on that order, stop the old nodes before the new ones start; then accept it",
    }),
  ];
}

function sequenceOf(command: JsonObject): string {
  return `${text(command, "sequence")}${text(command, "scope") === "cluster" ? " in the cluster" : ""}`;
}

function diffPayload({ name, before, after }: KeptPair): readonly TableChange[] {
  const schema = compareSchemas(before.schema, after.schema);
  if (schema.kind === "same") return [];
  if (schema.kind === "wider") {
    const consequence = "what callers sent is taken still";
    return [safe({ code: "command_changed", subject: name, change: `Command "${name}" takes more`, consequence })];
  }
  return [
    breaking({
      code: "command_narrowed",
      subject: name,
      change: `Command "${name}" takes less: ${schema.why}`,
      consequence: "callers and waiting commands of the old form get invalid_command",
      mend: "make what is new optional, or add a command of another name",
    }),
  ];
}

const handling = ["dispatch", "handle", "intercept", "retry"] as const;

function diffHandling({ name, before, after }: KeptPair): readonly TableChange[] {
  const changed = handling.filter((key) => !same(before[key], after[key]));
  if (changed.length === 0) return [];
  return [
    safe({
      code: "command_changed",
      subject: name,
      change: `Command "${name}" is handled otherwise: ${changed.join(", ")}`,
      consequence: "nothing that is stored depends on it",
    }),
  ];
}

import { isRecord, MyelinError, type NodeMember, type NodeWarning } from "../../../src/runtime/mod.ts";
import { parseJson } from "../events/event-columns.ts";
import type { CommandNames } from "./command-names.ts";

/** What the SQL function `node_members` answers, a text of JSON each. */
export function nodeMembers(texts: readonly string[], names: CommandNames): readonly NodeMember[] {
  const facts = texts.map((text) => factsOf(parseJson(text)));
  const members = facts.map((fact) => memberOf(fact, names));
  names.keep(new Set(facts.map(({ digest }) => String(digest))));
  return members;
}

type Facts = Readonly<Record<string, unknown>>;

function memberOf(facts: Facts, names: CommandNames): NodeMember {
  const { id, joinedAt, address, loadFactor, digest, commands, warnings, leaseMs } = facts;
  const told = Array.isArray(commands) ? commands.map(String) : undefined;
  return {
    id: String(id),
    joinedAt: new Date(Number(joinedAt)),
    address: typeof address === "string" ? address : null,
    loadFactor: Number(loadFactor),
    commands: names.of(String(digest), told),
    warnings: Array.isArray(warnings) ? warnings.map(warningOf) : [],
    leaseMs: Number(leaseMs),
  };
}

function warningOf(json: unknown): NodeWarning {
  const { node, message } = factsOf(json);
  return { node: String(node), message: String(message) };
}

function factsOf(json: unknown): Facts {
  if (!isRecord(json)) throw new MyelinError("internal", "Cannot read a node: it is no object; report this");
  return json;
}

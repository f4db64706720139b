import { MyelinError, messageOf } from "../../base/error.ts";
import { isRecord } from "../../base/json.ts";
import type { KeyRouteNode, KeySource, RouteNode } from "../../model/policy-node.ts";

/** UTF-16 units. What a database's index on the stream's id surely takes, whatever the characters. */
const maxKeyLength = 512;

/** The stream of commands that gave no key where the route says `static`. */
const unresolvedKey = "unresolved";

export interface Routing {
  readonly source: KeySource;
  /** Makes the key of a command that gave none where the route says `random`. */
  readonly nextId: () => string;
}

/**
 * The routing key of a command: the id of its stream.
 *
 * @throws MyelinError `invalid_command` naming the field that gives none, or one that no store keeps: longer than 512
 * characters, with U+0000 or half a surrogate pair; `handler_failed` when a route's function throws.
 */
export function routingKey(route: RouteNode, { source, nextId }: Routing): string {
  if (route.kind !== "orElse") return keyOf(route, source) ?? noKey(route, source);
  const key = keyOf(route.route, source);
  if (key !== undefined) return key;
  return route.otherwise === "random" ? nextId() : unresolvedKey;
}

function noKey(route: KeyRouteNode, { name }: KeySource): never {
  throw wrongKey(route, { command: name, state: "gives no key", mend: "send a text or a number there" });
}

function keyOf(route: KeyRouteNode, source: KeySource): string | undefined {
  const key = keyText(lookUp(route, source));
  if (key === undefined) return undefined;
  if (key.length > maxKeyLength)
    throw wrongKey(route, {
      command: source.name,
      state: `gives a key of more than ${maxKeyLength} characters`,
      mend: "send a shorter one",
    });
  if (key.includes("\0") || /\p{Surrogate}/u.test(key))
    throw wrongKey(route, {
      command: source.name,
      state: "gives a key that is no well-formed text",
      mend: "send another",
    });
  return key;
}

function lookUp(route: KeyRouteNode, source: KeySource): unknown {
  switch (route.kind) {
    case "field":
      return propertyOf(source.payload, route.field);
    case "metadata":
      return propertyOf(source.metadata, route.key);
    case "function":
      return callKeyFunction(route, source);
  }
}

/**
 * Calls a user's function that takes a key out of a command.
 *
 * @throws MyelinError `handler_failed` with what it threw as cause
 */
function callKeyFunction(route: KeyRouteNode & { kind: "function" }, source: KeySource): unknown {
  try {
    return route.of(source);
  } catch (error) {
    const message = `Cannot route command "${source.name}": its function "${route.name}" threw ${JSON.stringify(messageOf(error))}; mend it`;
    throw new MyelinError("handler_failed", message, { cause: error });
  }
}

/** A property that the value itself has; inherited ones such as `constructor` are no keys. */
export function propertyOf(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A key as text; null, undefined, "" and anything that is neither text nor a finite number or a bigint give none. */
export function keyText(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (typeof value === "bigint") return String(value);
  return typeof value === "number" && Number.isFinite(value) ? String(value) : undefined;
}

interface Wrong {
  readonly command: string;
  readonly state: string;
  readonly mend: string;
}

function wrongKey(route: KeyRouteNode, { command, state, mend }: Wrong): MyelinError {
  const place = { field: "payload field", metadata: "metadata", function: "function" }[route.kind];
  const name = route.kind === "field" ? route.field : route.kind === "metadata" ? route.key : route.name;
  const message = `Cannot route command "${command}": its ${place} "${name}" ${state}; ${mend}`;
  const issues = [{ path: route.kind === "field" ? name : "", message: `${place} "${name}" ${state}` }];
  return new MyelinError("invalid_command", message, { details: { issues } });
}

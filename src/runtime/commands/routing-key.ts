import { MyelinError } from "../../base/error.ts";
import { isRecord } from "../../base/json.ts";
import type { KeySource, RouteNode } from "../../model/policy-node.ts";

/**
 * The routing key of a command: the id of its stream.
 *
 * @throws MyelinError `invalid_command` naming the field that gives none.
 */
export function routingKey(route: RouteNode, source: KeySource): string {
  const key = keyText(lookUp(route, source));
  if (key === undefined) throw unresolved(route, source.name);
  return key;
}

function lookUp(route: RouteNode, source: KeySource): unknown {
  switch (route.kind) {
    case "field":
      return propertyOf(source.payload, route.field);
    case "metadata":
      return propertyOf(source.metadata, route.key);
    case "function":
      return route.of(source);
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

function unresolved(route: RouteNode, command: string): MyelinError {
  const place = { field: "payload field", metadata: "metadata", function: "function" }[route.kind];
  const name = route.kind === "field" ? route.field : route.kind === "metadata" ? route.key : route.name;
  const message = `Cannot route command "${command}": its ${place} "${name}" gives no key; send a text or a number there`;
  const issues = [{ path: route.kind === "field" ? name : "", message: `${place} "${name}" gives no routing key` }];
  return new MyelinError("invalid_command", message, { details: { issues } });
}

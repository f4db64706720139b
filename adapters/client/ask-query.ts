import { isMyelinError, MyelinError, type Position } from "../../src/mod.ts";
import { call, type Way } from "./call.ts";
import type { QueryOptions } from "./client-options.ts";
import { jsonOf } from "./problem-error.ts";
import { callHeaders } from "./transport.ts";

export interface QueryPorts {
  readonly way: Way;
  /** What queries wait for. */
  readonly position: () => Position | undefined;
  /** The log does not reach there any more: it was set back. */
  readonly lost: (position: Position) => void;
}

export interface AskedQuery {
  readonly projection: string;
  readonly query: string;
  readonly parameters: unknown;
  readonly options: QueryOptions;
}

/** The answer, once the projection has come to where this client has written. */
export async function askQuery(
  { projection, query, parameters, options }: AskedQuery,
  ports: QueryPorts,
): Promise<unknown> {
  const { waitFor = ports.position() ?? false } = options;
  const act = `ask query "${projection}/${query}"`;
  const headers = callHeaders(options, waitFor === false ? {} : { "myelin-wait-for": waitFor });
  const search = searchOf(parameters, act);
  const ask = { method: "GET", path: ["queries", projection, query], search, headers } as const;
  try {
    return jsonOf((await call({ act, ask, options, repeat: "same", changes: false }, ports.way)).text);
  } catch (error) {
    if (waitFor !== false && isMyelinError(error) && error.code === "cursor_ahead") ports.lost(waitFor);
    throw error;
  }
}

/** Parameters as the search part of an address: text, numbers and truth values, lists of them, and times. */
function searchOf(parameters: unknown, act: string): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters ?? {}))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) search.append(name, textOf(one, { name, act }));
  return search;
}

function textOf(value: unknown, { name, act }: { readonly name: string; readonly act: string }): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return String(value);
  const message = "it is no text, number or truth value";
  throw new MyelinError(
    "invalid_query",
    `Cannot ${act}: "${name}" cannot stand in an address, ${message}; send it as text`,
    {
      details: { issues: [{ path: name, message }] },
    },
  );
}

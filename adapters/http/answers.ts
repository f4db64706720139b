import type { Context } from "hono";
import { MyelinError } from "../../src/runtime/mod.ts";

/** Answers depend on the moment they are asked: nobody may keep them. */
const base = { "content-type": "application/json", "cache-control": "no-store" };

export interface Answer {
  readonly value: unknown;
  /** Default 200. */
  readonly status?: 200 | 202;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A value as `application/json`. Made by the context, so that headers which middleware has set before come along.
 *
 * @throws MyelinError `internal` when it is no JSON
 */
export function jsonResponse(context: Context, { value, status = 200, headers }: Answer): Response {
  return context.newResponse(jsonText(value), { status, headers: { ...base, ...headers } });
}

function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch (cause) {
    throw new MyelinError(
      "internal",
      "Cannot send the answer: it is not JSON; answer with plain values, bigints as text",
      { cause },
    );
  }
}

import type { QueryNode } from "../src/model/node.ts";
import type { InputOf, OutputOf, Schema } from "./schema.ts";

/** A query of a projection: what may be asked, and how it is answered. */
export interface Query<Parameters, Answer, Tools> {
  readonly node: QueryNode;
  /** Types only; never there at run time. */
  readonly "~types"?: (QueryTypes<Parameters, Answer> & { readonly tools: (tools: Tools) => void }) | undefined;
}

/** What the types know of a query: the parameters as callers send them, and the answer. */
export interface QueryTypes<Parameters, Answer> {
  readonly parameters: Parameters;
  readonly answer: Answer;
}

/**
 * A query: the schema of its parameters, and what answers it. Over HTTP parameters arrive as text, so a number's schema has to
 * make it one. The answer is sent as JSON; it may be a promise.
 *
 * @example
 * ```ts
 * query(v.object({ accountId: v.string() }), ({ accountId }, { rows }) => rows.get(accountId))
 * ```
 */
export function query<S extends Schema, Answer, Tools>(
  schema: S,
  handle: (parameters: OutputOf<S>, tools: Tools) => Answer,
): Query<InputOf<S>, Awaited<Answer>, Tools> {
  // The engine calls it with parameters that the schema gave back, and with the tools of the projection that holds it.
  const node: QueryNode = { schema, handle: handle as QueryNode["handle"] };
  return Object.freeze({ node: Object.freeze(node) });
}

/** Parameters and answer of a query. */
export type TypesOfQuery<Q> =
  Q extends Query<infer Parameters, infer Answer, never> ? QueryTypes<Parameters, Answer> : never;

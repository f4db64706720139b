import type { QueryNode } from "../src/model/node.ts";

/** The nodes of a record of queries. */
export function queryNodes(
  queries: Readonly<Record<string, { readonly node: QueryNode }>>,
): Readonly<Record<string, QueryNode>> {
  return Object.freeze(Object.fromEntries(Object.entries(queries).map(([name, { node }]) => [name, node])));
}

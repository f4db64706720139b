import type { NodeStore } from "../../../src/runtime/mod.ts";
import type { Driver } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { textAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { commandNames } from "./command-names.ts";
import { nodeMembers } from "./node-members.ts";

/** Those that live; `$1` are the digests of command names that need not be told. */
export function membersText({ quoted }: SchemaName): string {
  return `select m.member, clock_timestamp() from ${quoted}.node_members($1::text[]) as m(member)`;
}

export function sqlNodes({ driver, schema }: { readonly driver: Driver; readonly schema: SchemaName }): NodeStore {
  return {
    members: async () => {
      try {
        const { rows } = await driver.query({ text: membersText(schema), values: [arrayLiteral([])], prepare: true });
        return nodeMembers(
          rows.map((row) => textAt(row, 0)),
          commandNames(),
        );
      } catch (error) {
        throw engineError(error, "read the nodes");
      }
    },
  };
}

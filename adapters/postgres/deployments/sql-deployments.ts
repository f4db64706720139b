import type { DeploymentStore, InUse, JsonObject } from "../../../src/runtime/mod.ts";
import type { Driver, SqlRow, SqlStatement } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { parseJson } from "../events/event-columns.ts";
import { numberAt, textAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { inUseText, listText, recordText } from "./deployment-texts.ts";

export function sqlDeployments({ driver, schema }: { driver: Driver; schema: SchemaName }): DeploymentStore {
  const ask = async (statement: SqlStatement, act: string): Promise<readonly SqlRow[]> => {
    try {
      return (await driver.query(statement)).rows;
    } catch (error) {
      throw engineError(error, act);
    }
  };
  return {
    record: async ({ application, hash, tables, node }) => {
      const values = [application, hash, JSON.stringify(tables), node];
      await ask({ text: recordText(schema), values }, `write down what application "${application}" is deployed with`);
    },
    list: async ({ application, limit }) => {
      const act = `read what application "${application}" is deployed with`;
      const rows = await ask({ text: listText(schema), values: [application, String(limit)] }, act);
      return rows.map((row) => ({
        application,
        hash: textAt(row, 0),
        tables: parseJson(textAt(row, 1)) as JsonObject, // written by this store alone
        node: textAt(row, 2),
        firstAt: new Date(numberAt(row, 3)),
        deployedAt: new Date(numberAt(row, 4)),
      }));
    },
    inUse: async () => {
      const [row] = await ask({ text: inUseText(schema) }, "count what is in use");
      return parseJson(textAt(row, 0)) as unknown as InUse; // its own form: the statement builds it
    },
  };
}

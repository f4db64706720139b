import type { SchemaName } from "../sql/schema-name.ts";
import { holdsFunction } from "./holds-function.ts";
import { loadFunctions } from "./load-functions.ts";
import type { Migration } from "./migration.ts";

export const m003PlansMadeOnce: Migration = {
  number: 3,
  name: "loads and appends whose plans are made once",
  sql: (schema: SchemaName) => [loadFunctions(schema), holdsFunction(schema)].join(";\n\n"),
};

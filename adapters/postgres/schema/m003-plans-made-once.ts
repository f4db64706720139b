import type { SchemaName } from "../sql/schema-name.ts";
import { appendFunction } from "./append-function.ts";
import { holdsFunction } from "./holds-function.ts";
import { loadFunctions } from "./load-functions.ts";
import type { Migration } from "./migration.ts";

export const m003PlansMadeOnce: Migration = {
  number: 3,
  name: "loads and appends whose plans are made once",
  sql: (schema: SchemaName) =>
    [
      loadFunctions(schema),
      holdsFunction(schema),
      // As it was, but for where its settings stand.
      appendFunction(schema, { accepted: true, attributes: true }),
    ].join(";\n\n"),
};

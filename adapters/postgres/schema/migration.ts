import type { SchemaName } from "../sql/schema-name.ts";

/** One step of the schema, forward only. Once released its text never changes. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: (schema: SchemaName) => string;
}

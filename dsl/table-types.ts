import type { PgTable } from "drizzle-orm/pg-core";

/** A row as it is read. */
export type RowOf<T extends PgTable> = T["$inferSelect"];

type Columns<T extends PgTable> = T["_"]["columns"];

/** The columns marked `.primaryKey()`; a composite `primaryKey({ columns })` is invisible to types. */
type PrimaryColumn<T extends PgTable> = {
  [K in keyof Columns<T>]: Columns<T>[K]["_"]["isPrimaryKey"] extends true ? K : never;
}[keyof Columns<T>] &
  string;

/** The key that types can see, or none. */
export type VisibleKey<T extends PgTable> = [PrimaryColumn<T>] extends [never]
  ? readonly []
  : readonly [PrimaryColumn<T>];

/** The values of the key columns, in the key's order. */
export type KeyValues<Row, Key extends readonly unknown[]> = {
  readonly [I in keyof Key]: Key[I] extends keyof Row ? Row[Key[I]] : never;
};

/** What a new row begins with: every column but the key; columns that the table has a default for may be left out. */
export type InitialRow<T extends PgTable, Key extends readonly unknown[]> = Omit<
  T["$inferInsert"],
  Key[number] & string
>;

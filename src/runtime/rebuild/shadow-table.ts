import { shadowName } from "../../model/shadow-name.ts";

/** The same declaration for the processor that is built beside it. */
export function shadowTable<Table extends { readonly name: string }>(table: Table): Table {
  return Object.freeze({ ...table, name: shadowName(table.name) });
}

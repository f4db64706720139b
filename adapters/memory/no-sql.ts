import { MyelinError } from "../../src/runtime/mod.ts";

/** Stands where `db` stands elsewhere: any use says that there is no SQL here, and what to do. */
export function noSql(): object {
  return new Proxy(Object.freeze({}), {
    get: (_, property) => {
      // Promises and debuggers ask for these; they are no use of the database.
      if (typeof property === "symbol" || property === "then" || property === "toJSON") return undefined;
      throw new MyelinError(
        "unsupported",
        `Cannot use "db.${property}" on the memory store: it has no SQL; use "rows" of a fold projection, or run on pgliteStore()`,
      );
    },
  });
}

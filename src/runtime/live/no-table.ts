import { MyelinError } from "../../base/error.ts";

/** Stands where `db` stands elsewhere: any use says that a live fold has no table, and what to do. */
export function noTable(projection: string): object {
  return new Proxy(Object.freeze({}), {
    get: (_, property) => {
      // Promises and debuggers ask for these; they are no use of the database.
      if (typeof property === "symbol" || property === "then" || property === "toJSON") return undefined;
      throw new MyelinError(
        "unsupported",
        `Cannot use "db.${property}" in a query of projection "${projection}": it is live and has no table; use "rows", or give life: "async"`,
      );
    },
  });
}

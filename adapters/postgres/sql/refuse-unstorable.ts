import { MyelinError } from "../../../src/runtime/mod.ts";

/** JSON escapes them and Postgres refuses; elsewhere a client would silently store U+FFFD, and two ids would be one. */
const unstorable = /[\0\p{Surrogate}]/u;

/** @throws `invalid_command` when Postgres cannot keep one of the ids. */
export function refuseUnstorable(ids: readonly string[], act: string): void {
  if (!ids.some((id) => unstorable.test(id))) return;
  const message = `Cannot ${act}: an id holds U+0000 or half of a surrogate pair, which Postgres cannot keep; remove it`;
  throw new MyelinError("invalid_command", message);
}

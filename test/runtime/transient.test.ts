import { expect, test } from "vitest";
import { DatabaseError } from "../../adapters/postgres/mod.ts";
import { MyelinError } from "../../src/base/error.ts";
import { isTransient } from "../../src/runtime/mod.ts";

const coded = (code: string, cause?: unknown): Error => Object.assign(new Error(code, { cause }), { code });

test.each([
  ["a version conflict", new MyelinError("version_conflict", "lost")],
  ["contention", new MyelinError("contention", "deadlock")],
  ["a deadlock, as every driver of Postgres says it", coded("40P01")],
  ["a serialisation failure", coded("40001")],
  ["a lock that was not free", coded("55P03")],
  ["a connection that Node lost", coded("ECONNRESET")],
  ["a connection that postgres.js lost", coded("CONNECTION_CLOSED")],
  [
    "a connection that was refused, as workerd says it to a driver",
    new DatabaseError("the connection broke", { cause: new Error("cannot connect to the specified address") }),
  ],
  ["a deadlock inside of another error", new Error("query failed", { cause: coded("40P01") })],
])("isTransient is true for %s", (_, error) => {
  expect(isTransient(error)).toBe(true);
});

test.each([
  ["an error of which nothing is known", new Error("what?")],
  ["no error at all", "40P01"],
  ["a unique violation", coded("23505")],
  ["a mistake in code", new TypeError("x is not a function")],
  ["a failed precondition", new MyelinError("precondition_failed", "no")],
  ["a rejected user", coded("28P01")],
  ["a deadlock whose cause is a mistake in code", coded("40P01", new TypeError("x is not a function"))],
  [
    "a failing handler whose cause is a deadlock",
    new MyelinError("handler_failed", "threw", { cause: coded("40P01") }),
  ],
])("isTransient is false for %s", (_, error) => {
  expect(isTransient(error)).toBe(false);
});

import { describe, expect, it } from "vitest";
import { DatabaseError } from "../../adapters/postgres/database-error.ts";
import { appendError, engineError } from "../../adapters/postgres/engine-error.ts";

describe("the engine's error", () => {
  it.each([
    ["40001", "contention"],
    ["40P01", "contention"],
    ["55P03", "contention"],
    ["53300", "unavailable"],
    ["57014", "unavailable"],
    ["57P01", "unavailable"],
    ["58030", "unavailable"],
    ["08006", "unavailable"],
    ["25006", "unavailable"],
    ["25P02", "unavailable"],
    ["25P03", "unavailable"],
    [undefined, "unavailable"],
    ["28P01", "store_not_ready"],
    ["3D000", "store_not_ready"],
    ["42P01", "store_not_ready"],
    ["22P05", "invalid_command"],
    ["23505", "internal"],
    ["25000", "internal"],
  ])("for SQLSTATE %s is %s", (code, expected) => {
    const error = new DatabaseError("its words", { code });
    expect(engineError(error, "do it")).toMatchObject({ code: expected, cause: error });
    expect(engineError(new Error("drizzle's", { cause: error }), "do it")).toMatchObject({ code: expected });
  });

  it.each([
    ["40P01", true, "contention"],
    ["40001", true, "contention"],
    ["57014", true, "unavailable"],
    ["57P01", true, "outcome_unknown"],
    [undefined, true, "outcome_unknown"],
    [undefined, false, "unavailable"],
  ])("of an append for SQLSTATE %s, sent: %s, is %s", (code, sent, expected) => {
    expect(appendError(new DatabaseError("its words", { code, sent }), "append")).toMatchObject({ code: expected });
  });

  it("of anything else is that itself", () => {
    const error = new Error("not the database's");
    expect(engineError(error, "do it")).toBe(error);
  });
});

import { expect, test } from "vitest";
import { DatabaseError, lockNotAvailable } from "../../adapters/postgres/database-error.ts";
import type { SqlStatement } from "../../adapters/postgres/driver.ts";
import { appendEvents } from "../../adapters/postgres/events/append-events.ts";
import { schemaName } from "../../adapters/postgres/sql/schema-name.ts";
import type { AppendRequest } from "../../src/store/event-store.ts";

const request = (id: string): AppendRequest => ({
  stream: { type: "tally", id },
  expected: { version: 0, eventId: null },
  events: [{ id: `event-${id}`, type: "tally.Added", schemaVersion: 1, data: { by: 1 }, metadata: {} }],
  command: { id: `command-${id}`, name: "Add", correlationId: "c", causationId: null, keep: { hash: "h" } },
});

// While another transaction holds one id the requests go apart, each in a transaction of its own. One that then fails makes the
// whole call `contention`, which promises that nothing happened: those that were committed are decided again, and without ids doubled.
test("an append that went apart does not say that nothing happened when some of it was committed", async () => {
  const committed: string[] = [];
  const query = async ({ values }: SqlStatement) => {
    const text = JSON.stringify(values);
    if (text.includes("event-a") && text.includes("event-b"))
      throw new DatabaseError("lock timeout", { code: lockNotAvailable });
    if (text.includes("event-b")) throw new DatabaseError("deadlock detected", { code: "40P01" });
    committed.push("a");
    return { rows: [[null, "{7}", null, null, "0"]], rowCount: 1 } as never; // as a driver answers
  };
  const call = appendEvents({ driver: { query }, schema: schemaName("myelin"), waitMs: 1 }, [
    request("a"),
    request("b"),
  ]);
  const answer = await call.then(
    (results) => results.map((result) => result?.kind),
    (error: { code: string }) => error.code,
  );
  expect(committed).toEqual(["a"]);
  expect(answer).not.toBe("contention");
});

import { beforeEach, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { contractTables } from "../../src/testing/mod.ts";
import { appendOf } from "../../src/testing/store-contract/requests.ts";
import { freshDatabase } from "../support/database.ts";
import { rawWriter } from "../support/raw-writer.ts";

let url: string;
beforeEach(async () => {
  url = await freshDatabase();
});

async function afterwards(spoil: readonly string[]): Promise<void> {
  const writer = rawWriter(url);
  const store = await postgresStore({ url });
  try {
    for (let n = 0; n < 3; n++) await writer.insert();
    for (const text of spoil) await writer.run(text);

    const problems = await store.schema.problems(contractTables());
    expect(problems).toEqual([
      expect.stringMatching(/^Cannot append to "myelin.events": its sequence .*; run `myelin migrate`$/),
    ]);
    expect(await store.health()).toEqual({ ready: false, notes: problems });
    expect(await store.schema.migrate(contractTables())).toEqual(['mended the sequence of "myelin.events"']);
    expect(await store.schema.problems(contractTables())).toEqual([]);
    expect(await store.health()).toEqual({ ready: true, notes: [] });

    const last = Number(await store.events.lastPosition());
    const [result] = await store.events.append([
      appendOf({ stream: { type: "thing", id: "s" }, command: "c", events: [{ id: "e" }] }),
    ]);
    expect(result).toMatchObject({ kind: "appended", events: [{ position: String(last + 1) }] });
    await store.events.safeHead();
    expect(await store.events.safeHead()).toBe(String(last + 1));
  } finally {
    await writer.end();
    await store.close();
  }
}

describe("a sequence", () => {
  it("that stands behind its table is refused, and mended by migrate", () =>
    afterwards(["select setval('myelin.events_position_seq', 1, true)"]));

  it("that was never used beside a filled table is refused, and mended by migrate", () =>
    afterwards(["alter sequence myelin.events_position_seq restart"]));

  it("that caches numbers is refused, and mended by migrate", () =>
    afterwards(["alter sequence myelin.events_position_seq cache 10"]));

  it("that skips numbers is refused, and mended by migrate", () =>
    afterwards(["alter sequence myelin.events_position_seq increment by 5"]));

  it("that stands right is left alone", async () => {
    const store = await postgresStore({ url });
    expect(await store.schema.problems(contractTables())).toEqual([]);
    expect(await store.schema.migrate(contractTables())).toEqual([]);
    await store.close();
  });
});

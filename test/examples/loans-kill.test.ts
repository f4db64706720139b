import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { readLog } from "../../examples/loans/replay/read-log.ts";
import { sampleLog } from "../../examples/loans/sample/sample-log.ts";
import type { Store } from "../../src/runtime/mod.ts";
import { freshDatabase } from "../support/database.ts";
import { countEvents } from "./count-events.ts";
import { replayThroughKills } from "./killed-replay.ts";
import { endLeftMains } from "./loans-process.ts";
import { plainCount } from "./plain-count.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "myelin-loans-"));
});
afterAll(async () => {
  await endLeftMains();
  rmSync(cwd, { recursive: true });
});

interface Place {
  readonly env: Readonly<Record<string, string>>;
  readonly reopen: () => Promise<Store>;
}

async function inPostgres(): Promise<Place> {
  const url = await freshDatabase({ empty: true });
  return { env: { DATABASE_URL: url }, reopen: () => postgresStore({ url }) };
}

async function inPglite(): Promise<Place> {
  return { env: {}, reopen: () => pgliteStore({ directory: join(cwd, ".myelin", "loans-sample") }) };
}

// PGlite does a command in a millisecond or two: fewer rows show the same.
describe.each([
  { kind: "postgres", place: inPostgres, lines: 3_000, killAfter: [400, 1_200, 2_000] },
  { kind: "pglite", place: inPglite, lines: 1_500, killAfter: [200, 600, 1_000] },
])("a replay on $kind whose server is killed three times", { timeout: 600_000 }, ({ place, lines, killAfter }) => {
  it("ends with the figures of a plain count, one event for each row", async () => {
    const csv = (await text(sampleLog())).split("\n").slice(0, lines).join("\n");
    const expected = plainCount(csv);
    const { env, reopen } = await place();
    const rows = () => readLog(Readable.from([csv]));
    const { result, kills, broken, totals } = await replayThroughKills({ cwd, env, rows, killAfter });

    expect(kills).toBe(3);
    expect(broken).toBeGreaterThan(0);
    expect(result.accepted + result.deviations).toBe(expected.rows);
    expect(totals).toEqual({
      outcomes: expected.outcomes,
      offers: expected.offers,
      workload: { ...expected.workload, hoursWorked: expect.closeTo(expected.workload.hoursWorked, 6) },
      throughput: expect.objectContaining({ count: expected.throughput.count }),
    });
    const store = await reopen();
    expect(await countEvents(store).finally(() => store.close())).toBe(expected.rows);
  });
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { readLog } from "../../examples/loans/replay/read-log.ts";
import type { Store } from "../../src/runtime/mod.ts";
import { countEvents } from "../examples/count-events.ts";
import { replayThroughKills, type Survival } from "../examples/killed-replay.ts";
import { endLeftMains, type MainPlace } from "../examples/loans-process.ts";
import { type PlainCount, plainCount } from "../examples/plain-count.ts";
import { freshDatabase } from "../support/database.ts";

/** What the literature says of the BPI Challenge 2012 log. */
const literature = {
  outcomes: { submitted: 13_087, approved: 2_246, declined: 7_635, cancelled: 2_807, open: 399 },
  offers: { created: 7_030, sentBack: 3_454, accepted: 2_243, declined: 802, cancelled: 3_655 },
};
const literatureRows = 262_200;

const path = process.env.LOANS_LOG ?? "";

let folder: string;
let csv: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "myelin-loans-full-"));
  const file = path === "" ? Buffer.from("") : readFileSync(path);
  csv = (path.endsWith(".gz") ? gunzipSync(file) : file).toString("utf8");
});
afterAll(async () => {
  await endLeftMains();
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly name: string;
  readonly rows: string;
  readonly place: MainPlace;
  readonly killAfter?: readonly number[];
}

async function replay({ name, rows, place, killAfter = [] }: Run): Promise<Survival> {
  const since = performance.now();
  const survival = await replayThroughKills({ ...place, rows: () => readLog(Readable.from([rows])), killAfter });
  const seconds = (performance.now() - since) / 1_000;
  const { accepted, deviations, duplicates } = survival.result;
  const perSecond = Math.round((accepted + deviations) / seconds);
  console.log(`${name}: ${seconds.toFixed(0)} s, ${perSecond} rows/s`, { accepted, deviations, duplicates });
  console.log({ kills: survival.kills, broken: survival.broken, ...survival.totals });
  return survival;
}

function expectFigures({ result, totals }: Survival, expected: PlainCount): void {
  expect(result.accepted + result.deviations).toBe(expected.rows);
  expect(result.deviations).toBe(Object.values(expected.deviations).reduce((a, b) => a + b, 0));
  expect(totals).toMatchObject({
    outcomes: expected.outcomes,
    offers: expected.offers,
    workload: { ...expected.workload, hoursWorked: expect.closeTo(expected.workload.hoursWorked, 3) },
    throughput: {
      count: expected.throughput.count,
      median: expect.closeTo(expected.throughput.median, 6),
      p90: expect.closeTo(expected.throughput.p90, 6),
    },
  });
}

async function expectEvents(store: Store, count: number): Promise<void> {
  expect(await countEvents(store).finally(() => store.close())).toBe(count);
}

describe.skipIf(path === "")("the BPI Challenge 2012 log (skipped where LOANS_LOG does not name it)", () => {
  it("counts plainly as the literature says", () => {
    expect(plainCount(csv)).toMatchObject({ ...literature, rows: literatureRows });
  });

  it("replayed on Postgres gives the literature's figures, and nothing more the second time", async () => {
    const url = await freshDatabase({ empty: true });
    const place = { cwd: folder, env: { DATABASE_URL: url } };
    const first = await replay({ name: "Postgres", rows: csv, place });
    expectFigures(first, plainCount(csv));
    expect(first.totals).toMatchObject(literature);
    await expectEvents(await postgresStore({ url }), literatureRows);

    const second = await replay({ name: "Postgres, once more", rows: csv, place });
    expectFigures(second, plainCount(csv));
    expect(second.result.duplicates).toBe(literatureRows);
    await expectEvents(await postgresStore({ url }), literatureRows);
  });

  it("replayed on Postgres gives the same though the server is killed three times", async () => {
    const url = await freshDatabase({ empty: true });
    const killAfter = [30_000, 100_000, 200_000];
    const place = { cwd: folder, env: { DATABASE_URL: url } };
    const survival = await replay({ name: "Postgres, three kills", rows: csv, place, killAfter });
    expect(survival.kills).toBe(3);
    expectFigures(survival, plainCount(csv));
    expect(survival.totals).toMatchObject(literature);
    await expectEvents(await postgresStore({ url }), literatureRows);
  });

  it("its first 20,000 rows on PGlite give the figures of a plain count, three kills or not", async () => {
    const rows = csv.split("\n").slice(0, 20_001).join("\n");
    const expected = plainCount(rows);
    for (const killAfter of [[], [2_000, 9_000, 16_000]]) {
      const cwd = mkdtempSync(join(folder, "pglite-"));
      const survival = await replay({ name: "PGlite", rows, place: { cwd, env: {} }, killAfter });
      expect(survival.kills).toBe(killAfter.length);
      expectFigures(survival, expected);
      await expectEvents(await pgliteStore({ directory: join(cwd, ".myelin", "loans-sample") }), expected.rows);
    }
  });
});

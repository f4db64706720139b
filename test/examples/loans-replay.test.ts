import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { readLog } from "../../examples/loans/replay/read-log.ts";
import { type ReplayResult, replayLog } from "../../examples/loans/replay/replay-log.ts";
import { sampleLog } from "../../examples/loans/sample/sample-log.ts";
import type { Store } from "../../src/runtime/mod.ts";
import { freshDatabase } from "../support/database.ts";
import { type OpenLoans, openLoans } from "./open-loans.ts";
import { plainCount } from "./plain-count.ts";

interface Subject {
  readonly kind: string;
  readonly open: () => Promise<Store>;
  readonly sql: boolean;
  /** Of the sample, at most; PGlite does a command in a millisecond or two, and fewer rows show the same. */
  readonly lines: number;
}

const subjects: readonly Subject[] = [
  { kind: "memory", sql: false, lines: 6_000, open: async () => memoryStore() },
  { kind: "pglite", sql: true, lines: 2_000, open: () => pgliteStore() },
  {
    kind: "postgres",
    sql: true,
    lines: 6_000,
    open: async () => postgresStore({ url: await freshDatabase({ empty: true }) }),
  },
];

describe.each(subjects)("the sample replayed on $kind", { timeout: 600_000 }, ({ open, sql, lines }) => {
  let loans: OpenLoans;
  let csv: string;
  let first: ReplayResult;
  const replay = () => replayLog({ rows: readLog(Readable.from([csv])), http: loans.http, inFlight: 64 });
  beforeAll(async () => {
    csv = (await text(sampleLog())).split("\n").slice(0, lines).join("\n");
    loans = await openLoans(await open());
    first = await replay();
  }, 600_000);
  afterAll(() => loans?.close());

  it("loses no row and adds one event for each", async () => {
    const { rows, deviations } = plainCount(csv);
    const broken = Object.values(deviations).reduce((a, b) => a + b);
    expect(first).toMatchObject({ accepted: rows - broken, deviations: broken });
    expect(await loans.countEvents()).toBe(rows);
  });

  it("comes to the figures of a plain count", async () => {
    const expected = plainCount(csv);
    expect(await loans.ask("outcomes/totals", first)).toEqual(expected.outcomes);
    expect(await loans.ask("offers/totals", first)).toEqual(expected.offers);
    expect(await loans.ask("workload/totals", first)).toEqual({
      ...expected.workload,
      hoursWorked: expect.closeTo(expected.workload.hoursWorked, 6),
    });
    expect(await loans.ask("deviations/perRule", first)).toEqual(
      Object.entries(expected.deviations)
        .map(([rule, count]) => ({ rule, count }))
        .sort((a, b) => b.count - a.count),
    );
  });

  it.skipIf(!sql)("tells days to outcome as a plain count does (by SQL, which the memory store has not)", async () => {
    const { count, median, p90 } = plainCount(csv).throughput;
    expect(await loans.ask("throughput/totals", first)).toEqual({
      count,
      median: expect.closeTo(median, 9),
      p90: expect.closeTo(p90, 9),
    });
  });

  it("adds nothing the second time, and answers alike", async () => {
    const before = await loans.countEvents();
    const rows = plainCount(csv).rows;
    expect(await replay()).toEqual({ ...first, duplicates: rows });
    expect(await loans.countEvents()).toBe(before);
    expect(await loans.ask("outcomes/totals", first)).toEqual(plainCount(csv).outcomes);
  });

  it("keeps what a deviation was", async () => {
    const all = await loans.rowsOf("deviations");
    expect(all).toHaveLength(first.deviations);
    expect(all).toContainEqual({
      deviationId: expect.stringMatching(/^row-\d+-[0-9a-f]{12}$/),
      applicationId: expect.stringMatching(/^s-\d{4}$/),
      rule: "WorkItemNotStarted",
      command: "CompleteWorkItem",
      activity: expect.stringMatching(/^W_.+ COMPLETE$/),
      resource: expect.any(String),
      at: expect.stringMatching(/^2026-/),
    });
  });
});

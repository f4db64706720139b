import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startOfLog } from "../../../src/model/position.ts";
import type { BatchTransaction, SegmentRef, SegmentStore } from "../../../src/store/segment-store.ts";
import { freshDatabase } from "../../support/database.ts";
import { gate } from "../../support/gate.ts";
import { readOverlaps } from "../database/findings.ts";
import { overlapSequence, watchSegments } from "./watch-segments.ts";

let sql: postgres.Sql;

beforeAll(async () => {
  sql = postgres(await freshDatabase(), { max: 4, onnotice: () => {} });
  await sql.unsafe(`create sequence ${overlapSequence}`);
});
afterAll(() => sql.end());

/** Batches that nobody keeps apart: each is a transaction, and nothing else. */
const lawless: Pick<SegmentStore, "work"> = {
  work: async ({ handle }) => {
    await sql.begin(async (session) => {
      const execute = (query: SQL): Promise<unknown> => {
        const { sql: text, params } = new PgDialect().sqlToQuery(query);
        return session.unsafe(text, params as string[]); // the watch has no other parameters
      };
      const transaction = { db: { execute } } as unknown as BatchTransaction; // only `execute` is called
      await handle(transaction, { position: startOfLog, marks: [], lettersVersion: 0 });
    });
    return { kind: "busy" };
  },
};

/** Two batches, the second begins and ends while the first is under way. Whether they were seen to overlap. */
async function seen(first: SegmentRef, second: SegmentRef, ends: "commit" | "roll back" = "commit"): Promise<number> {
  const before = await readOverlaps(sql);
  const told: SegmentRef[] = [];
  // Only `work` is called.
  const { work } = watchSegments(lawless as SegmentStore, (segment) => void told.push(segment));
  const [inside, over] = [gate(), gate()];
  const claim = { node: "n", epoch: 1 };
  const stretch = { from: startOfLog, to: startOfLog };
  const wait = async (): Promise<undefined> => {
    inside.open();
    await over.passed;
  };
  const running = work({ claim: { ...first, ...claim }, ...stretch, handle: wait });
  await Promise.race([inside.passed, running]);
  const handle = async (): Promise<undefined> => {
    if (ends === "roll back") throw new Error("rolls back");
  };
  await work({ claim: { ...second, ...claim }, ...stretch, handle }).catch(() => {});
  over.open();
  await running;
  const counted = (await readOverlaps(sql)) - before;
  expect(told.length > 0).toBe(counted > 0);
  return counted;
}

const segment = (id: number, mask: number, processor = "p"): SegmentRef => ({ processor, id, mask });

describe("watch on segments", () => {
  it("sees two transactions in one segment, also when one of them is rolled back", async () => {
    expect(await seen(segment(1, 3), segment(1, 3))).toBe(16);
    expect(await seen(segment(1, 3), segment(1, 3), "roll back")).toBe(16);
  });

  it("sees a half beside the whole, in either order", async () => {
    expect(await seen(segment(0, 0), segment(1, 1))).toBe(32);
    expect(await seen(segment(3, 63), segment(0, 0))).toBe(1);
  });

  it("lets halves, other processors and what comes afterwards be", async () => {
    expect(await seen(segment(0, 1), segment(1, 1))).toBe(0);
    expect(await seen(segment(0, 0), segment(0, 0, "q"))).toBe(0);
    expect(await seen(segment(0, 0), segment(0, 0, "r"))).toBe(0);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { keysText } from "../../adapters/postgres/events/exclusive-events.ts";
import { schemaName } from "../../adapters/postgres/sql/schema-name.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import type { ExclusiveEvents } from "../../src/store/event-store.ts";
import type { Store } from "../../src/store/store.ts";
import { appendOf, headIn, loadOne, noHead } from "../../src/testing/store-contract/requests.ts";
import { freshDatabase } from "../support/database.ts";
import { gate } from "../support/gate.ts";
import { type RawWriter, rawWriter } from "../support/raw-writer.ts";

const schema = schemaName("myelin");
let url: string;
let one: Store;
let two: Store;
let impatient: Store;
let operator: RawWriter;
let holder: RawWriter;
let other: RawWriter;
let caseNumber = 0;

beforeAll(async () => {
  url = await freshDatabase();
  one = await postgresStore({ url });
  two = await postgresStore({ url });
  impatient = await postgresStore({ url, waitMs: 50 });
  operator = rawWriter(url);
  holder = rawWriter(url);
  other = rawWriter(url);
});
beforeEach(async () => {
  caseNumber++;
  await Promise.all([holder.begin(), other.begin()]);
});
afterEach(() => Promise.all([holder.rollback(), other.rollback()]));
afterAll(() => Promise.all([...[one, two, impatient].map((each) => each.close()), ...ends()]));

const ends = () => [operator, holder, other].map((writer) => writer.end());
const streamOf = (name: string) => ({ type: "thing", id: `${caseNumber}-${name}` });
const versionOf = async (name: string) => (await loadOne(one, { stream: streamOf(name), after: 0 })).head.version;

/** Resolves when `count` of the stores' sessions stand at a lock. */
async function blocked(count: number): Promise<void> {
  const waiting = `select pid from pg_stat_activity
    where datname = current_database() and application_name = 'myelin' and wait_event_type = 'Lock'`;
  await expect.poll(() => operator.run(waiting), { interval: 10 }).toHaveLength(count);
}

async function appendNext({ load, append }: ExclusiveEvents, name: string, command: string) {
  const stream = streamOf(name);
  const [loaded] = await load([{ stream, after: 0 }]);
  const { head = noHead } = loaded ?? {};
  const [result] = await append([appendOf({ stream, expected: head, command, events: [{ id: `e-${command}` }] })]);
  return result?.kind;
}

describe("exclusive work on two nodes", () => {
  it("of one key waits until the other's transaction has ended, and sees what it stored", async () => {
    const keys = [`${caseNumber}-k`];
    const [appended, held] = [gate(), gate()];
    let begun = false;
    const first = one.events.exclusive({
      keys,
      work: async (events) => {
        await appendNext(events, "s", "c1");
        appended.open();
        await held.passed;
      },
    });
    await appended.passed;
    const second = two.events.exclusive({
      keys,
      work: async (events) => {
        begun = true;
        return (await headIn(events, streamOf("s"))).version;
      },
    });
    await blocked(1);
    expect(begun).toBe(false);
    held.open();
    expect([await first, await second]).toMatchObject([{ kind: "done" }, { kind: "done", value: 1 }]);
  });

  it("goes on when the other's work fails, as if that had never been", async () => {
    const keys = [`${caseNumber}-k`];
    const [appended, held] = [gate(), gate()];
    const failing = one.events.exclusive({
      keys,
      work: async (events) => {
        await appendNext(events, "s", "c1");
        appended.open();
        await held.passed;
        throw new Error("of the work");
      },
    });
    await appended.passed;
    const next = two.events.exclusive({ keys, work: (events) => appendNext(events, "s", "c2") });
    await blocked(1);
    held.open();
    await expect(failing).rejects.toThrow("of the work");
    expect(await next).toEqual({ kind: "done", value: "appended" });
    expect((await loadOne(one, { stream: streamOf("s"), after: 0 })).events.map(({ id }) => id)).toEqual(["e-c2"]);
  });

  it("of overlapping keys in opposite orders waits at the same key first, so that both end", async () => {
    const [a, b] = [`${caseNumber}-a`, `${caseNumber}-b`];
    // In the order of the callers each would get its first key here and then wait for the other's.
    await holder.run(keysText(schema, [a]));
    await other.run(keysText(schema, [b]));
    const works = [
      one.events.exclusive({ keys: [a, b], work: (events) => appendNext(events, "s", "c1") }),
      two.events.exclusive({ keys: [b, a], work: (events) => appendNext(events, "s", "c2") }),
    ];
    await blocked(2);
    await Promise.all([holder.commit(), other.commit()]);
    expect(await Promise.all(works)).toEqual([1, 2].map(() => ({ kind: "done", value: "appended" })));
    expect(await versionOf("s")).toBe(2);
  });

  it("that wait for each other's streams end with contention for one of them", async () => {
    const both = [gate(), gate()];
    const work = (node: number, names: readonly [string, string]) => async (events: ExclusiveEvents) => {
      await appendNext(events, names[0], `c${node}-1`);
      both[node]?.open();
      await Promise.all(both.map(({ passed }) => passed));
      return appendNext(events, names[1], `c${node}-2`);
    };
    const results = await Promise.allSettled([
      one.events.exclusive({ keys: [`${caseNumber}-k1`], work: work(0, ["s", "t"]) }),
      two.events.exclusive({ keys: [`${caseNumber}-k2`], work: work(1, ["t", "s"]) }),
    ]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(results).toContainEqual({ status: "rejected", reason: expect.objectContaining({ code: "contention" }) });
    expect([await versionOf("s"), await versionOf("t")]).toEqual([1, 1]);
  });
});

describe("exclusive work", () => {
  it("is busy when another holds one of its keys too long, and does not begin", async () => {
    const key = `${caseNumber}-k`;
    await holder.run(keysText(schema, [key]));
    let begun = false;
    const work = async () => {
      begun = true;
    };
    expect(await impatient.events.exclusive({ keys: [`${caseNumber}-free`, key], work })).toEqual({ kind: "busy" });
    expect(begun).toBe(false);
    await holder.commit();
    expect(await impatient.events.exclusive({ keys: [key], work })).toMatchObject({ kind: "done" });
  });

  it("that does not wait is busy at once, and still waits for what comes after its keys", async () => {
    const [key, request] = [`${caseNumber}-k`, { wait: false }];
    await holder.run(keysText(schema, [key]));
    const busy = { keys: [`${caseNumber}-free`, key], ...request, work: async () => 1 };
    expect(await one.events.exclusive(busy)).toEqual({ kind: "busy" });
    await holder.commit();
    await other.run(`insert into myelin.events
      (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
      values ('thing', '${streamOf("s").id}', 1, 'elsewhere', 'thing.Done', 1, '{}', '{}', 'c', 'c')`);
    const work = async (events: ExclusiveEvents) => appendNext(events, "s", "c1");
    const done = one.events.exclusive({ keys: [key], ...request, work });
    await blocked(1);
    await other.rollback();
    expect(await done).toEqual({ kind: "done", value: "appended" });
  });

  it("goes on after an append whose id is handled elsewhere, and stores the rest", async () => {
    const request = appendOf({ stream: streamOf("b"), command: "taken", hash: "h", events: [{ id: "e" }] });
    await other.run(`insert into myelin.commands (id, hash, name, stream_type, stream_id, status, version, event_count)
      values ('taken', 'theirs', 'Do', 'thing', 'x', 'done', 0, 0)`);
    const result = await impatient.events.exclusive({
      keys: [`${caseNumber}-k`],
      work: async (events) => {
        const before = await appendNext(events, "a", "c1");
        const [taken] = await events.append([request]);
        return [before, taken?.kind, await appendNext(events, "a", "c2")];
      },
    });
    expect(result).toEqual({ kind: "done", value: ["appended", "in-progress", "appended"] });
    expect([await versionOf("a"), await versionOf("b")]).toEqual([2, 0]);
  });

  it("leaves the neighbours of an append whose id is handled elsewhere their own outcomes", async () => {
    const requests = ["a", "b", "c"].map((name) =>
      appendOf({ stream: streamOf(name), command: `n-${name}`, hash: "h", events: [{ id: "e" }] }),
    );
    await other.run(`insert into myelin.commands (id, hash, name, stream_type, stream_id, status, version, event_count)
      values ('n-b', 'theirs', 'Do', 'thing', 'x', 'done', 0, 0)`);
    const work = async ({ append }: ExclusiveEvents) => (await append(requests)).map(({ kind }) => kind);
    const result = await impatient.events.exclusive({ keys: [`${caseNumber}-k`], work });
    expect(result).toEqual({ kind: "done", value: ["appended", "in-progress", "appended"] });
    expect([await versionOf("a"), await versionOf("b"), await versionOf("c")]).toEqual([1, 0, 1]);
  });

  it("is not stored when a load of it failed, though the work went on", async () => {
    const work = async (events: ExclusiveEvents) => {
      await appendNext(events, "s", "c1");
      await events.load([{ stream: { type: "thing", id: "a\0" }, after: 0 }]).catch(() => {});
    };
    await expect(one.events.exclusive({ keys: [`${caseNumber}-k`], work })).rejects.toMatchObject({
      code: "invalid_command",
    });
    expect(await versionOf("s")).toBe(0);
  });

  it("holds its keys against the store's own schema only", async () => {
    const key = `${caseNumber}-k`;
    await holder.run(keysText(schemaName("elsewhere"), [key]));
    expect(await impatient.events.exclusive({ keys: [key], work: async () => 1 })).toEqual({ kind: "done", value: 1 });
  });

  it("of one key does not need a connection for each that waits and one more", async () => {
    const few = await postgresStore({ url, max: 2 });
    const one = (n: number) =>
      few.events.exclusive({ keys: [`${caseNumber}-k`], work: (events) => appendNext(events, "s", `c${n}`) });
    await Promise.all(Array.from({ length: 12 }, (_, n) => one(n)));
    expect(await versionOf("s")).toBe(12);
    await few.close();
  });
});

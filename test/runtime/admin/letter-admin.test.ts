import { beforeEach, describe, expect, test } from "vitest";
import { startOfLog } from "../../../src/model/position.ts";
import type { ReactorTable, RelayTable } from "../../../src/model/tables.ts";
import type { LetterAdmin } from "../../../src/runtime/admin/admin-types.ts";
import { letterAdmin } from "../../../src/runtime/admin/letter-admin.ts";
import { eachStore } from "../letters/each-store.ts";
import { openScene, processor, type Scene } from "../letters/scene.ts";

describe.each(eachStore)("$kind", ({ open }) => {
  let scene: Scene;
  let admin: LetterAdmin;

  beforeEach(async () => {
    scene = await openScene({ store: await open() });
    admin = letterAdmin(scene.ports);
    scene.broken.add(1);
    await scene.append("a", 1, 2, 3);
    await scene.append("b", 1);
    await scene.work();
  });

  test("sequences are listed with their heads, a page at a time", async () => {
    const [first] = await admin.sequences({ limit: 1 });
    expect(first).toMatchObject({
      processor,
      sequence: "a",
      letters: 3,
      head: { cause: { message: "cannot stand 1" } },
    });
    expect(await admin.sequences({ processor, after: { processor, sequence: "a" }, limit: 10 })).toMatchObject([
      { sequence: "b" },
    ]);
    await expect(admin.sequences({ processor: "seem", limit: 1 })).rejects.toMatchObject({ code: "unknown_processor" });
  });

  test("letters are shown with their events", async () => {
    expect(await admin.letters({ processor, sequence: "a", limit: 2 })).toMatchObject([
      {
        index: 0,
        stream: { type: "thing", id: "a" },
        data: { number: 1 },
        cause: { type: "Error", stack: expect.any(String) },
      },
      { index: 1, data: { number: 2 }, cause: null },
    ]);
    expect(await admin.letters({ processor, sequence: "a", after: 2, limit: 2 })).toEqual([]);
    await expect(admin.letters({ processor, sequence: "c", limit: 2 })).rejects.toMatchObject({
      code: "unknown_sequence",
    });
  });

  test("a retry of an unknown sequence is told as such, of a known one answers what came of it", async () => {
    await expect(admin.retry({ processor, sequence: "c" })).rejects.toMatchObject({ code: "unknown_sequence" });
    expect(await admin.retry({ processor, sequence: "b" })).toMatchObject({ done: false, handled: 0 });
    scene.broken.clear();
    expect(await admin.retry({ processor, sequence: "a" })).toMatchObject({ done: true, handled: 3 });
  });

  test("an evicted letter is given up and its successors wait on; an evicted sequence goes on", async () => {
    expect(await admin.evict({ processor, sequence: "a", index: 0 })).toBe(1);
    expect(await scene.announced()).toEqual(["SequenceParked a", "SequenceParked b"]);
    await expect(admin.evict({ processor, sequence: "a", index: 0 })).rejects.toMatchObject({
      code: "unknown_sequence",
    });
    expect(await admin.evict({ processor, sequence: "a" })).toBe(2);
    expect(await scene.announced()).toEqual(["SequenceParked a", "SequenceParked b", "SequenceResumed a"]);
    await expect(admin.evict({ processor, sequence: "a" })).rejects.toMatchObject({ code: "unknown_sequence" });
    expect(await scene.letters("b")).toHaveLength(1);
  });

  test("letters of a renamed processor are given to its new name, where both give the same keys", async () => {
    const { tables, store } = scene;
    const { seen } = tables.projections;
    if (seen === undefined) throw new Error("no such projection");
    const renamed = { ...seen, name: "renamed" };
    const now = letterAdmin({ ...scene.ports, tables: { ...tables, projections: { renamed } } });
    const registration = { name: "renamed", segments: 4, start: startOfLog };
    await expect(now.move({ from: processor, to: "renamed" })).rejects.toMatchObject({ code: "unknown_processor" });
    await store.segments.register({ ...registration, fingerprint: seen.fingerprint });
    await expect(admin.move({ from: processor, to: "renamed" })).rejects.toMatchObject({ code: "unknown_processor" });
    const both = letterAdmin({ ...scene.ports, tables: { ...tables, projections: { renamed, seen } } });
    await expect(both.move({ from: processor, to: "renamed" })).rejects.toMatchObject({ code: "processor_refused" });
    const other = letterAdmin({
      ...scene.ports,
      tables: { ...tables, projections: { renamed: { ...renamed, fingerprint: "another" } } },
    });
    await expect(other.move({ from: processor, to: "renamed" })).rejects.toThrow("has another sequence policy");
    expect(await now.move({ from: processor, to: "renamed" })).toBe(4);
    scene.broken.clear();
    expect(await now.retry({ processor: "renamed", sequence: "a" })).toMatchObject({ done: true, handled: 3 });
  });

  test("letters of a reactor that sends commands are not retried where no engine runs", async () => {
    const { tables } = scene;
    // As much of a reactor as the refusal looks at.
    const sender = {
      ...tables.projections.seen,
      form: "reactor",
      delivery: "competing",
      sends: ["Do"],
    } as unknown as ReactorTable;
    const { store, clock, log } = scene.ports;
    const alone = letterAdmin({
      store,
      clock,
      log,
      tables: { ...tables, projections: {}, reactors: { seen: sender } },
    });
    await expect(alone.retry({ processor })).rejects.toThrow("it sends commands (Do), and no engine runs here");
  });

  test("letters of a relay are not retried where no engine runs", async () => {
    const { tables } = scene;
    // As much of a relay as the refusal looks at.
    const relay = { ...tables.projections.seen, form: "relay" } as unknown as RelayTable;
    const { store, clock, log } = scene.ports;
    const alone = letterAdmin({ store, clock, log, tables: { ...tables, projections: {}, relays: { seen: relay } } });
    await expect(alone.retry({ processor })).rejects.toThrow("it publishes events, and no engine runs here");
  });
});

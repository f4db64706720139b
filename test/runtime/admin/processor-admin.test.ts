import { beforeEach, describe, expect, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { parsePosition, startOfLog } from "../../../src/model/position.ts";
import type { Tables } from "../../../src/model/tables.ts";
import type { AdminPorts } from "../../../src/runtime/admin/admin-ports.ts";
import type { ProcessorAdmin } from "../../../src/runtime/admin/admin-types.ts";
import { processorAdmin } from "../../../src/runtime/admin/processor-admin.ts";
import { eachStore } from "../letters/each-store.ts";
import { openScene, processor, type Scene } from "../letters/scene.ts";

describe.each(eachStore)("$kind", ({ open }) => {
  let scene: Scene;
  let ports: AdminPorts;
  let admin: ProcessorAdmin;
  let changes = 0;

  beforeEach(async () => {
    changes = 0;
    scene = await openScene({ store: await open() });
    ports = { ...scene.ports, changed: async () => void changes++ };
    admin = processorAdmin(ports);
  });

  function seen(tables: Tables): Tables["projections"][string] {
    const table = tables.projections.seen;
    if (table === undefined) throw new Error("no such projection");
    return table;
  }

  /** The same application with another policy's fingerprint, or without the processor. */
  function others(change: "other keys" | "undeclared"): ProcessorAdmin {
    const table = seen(scene.tables);
    const projections = change === "undeclared" ? {} : { seen: { ...table, fingerprint: "another" } };
    return processorAdmin({ ...ports, tables: { ...scene.tables, projections } });
  }

  /** The segment runs no more. */
  async function stopped(): Promise<void> {
    await scene.store.segments.leave("n-1");
  }

  test("status tells where segments stand, whose they are, and how far they are behind", async () => {
    await scene.append("a", 1, 2, 3);
    await scene.work();
    await scene.append("a", 4, 5);
    scene.broken.add(4);
    const before = await admin.status(processor);
    expect(before).toMatchObject({
      name: processor,
      kind: "projection",
      paused: false,
      replayingUntil: null,
      letters: 0,
    });
    expect(before.segments).toMatchObject([
      { id: 0, mask: 0, lagEvents: 2, owner: "n-1", state: "running", lastError: null },
    ]);
    expect(before.segments[0]?.lagSeconds).toBeGreaterThanOrEqual(0);
    await scene.work();
    expect(await admin.status(processor)).toMatchObject({
      parkedSequences: 1,
      letters: 2,
      segments: [{ lagEvents: 0, lagSeconds: 0 }],
    });
    await stopped();
    expect((await admin.status(processor)).segments).toMatchObject([{ owner: null, state: "unowned" }]);
    await admin.pause(processor);
    expect((await admin.status(processor)).segments).toMatchObject([{ owner: null, state: "paused" }]);
  });

  test("a list has all that are declared or known, the undeclared marked", async () => {
    expect((await admin.list()).map(({ name, kind }) => [name, kind])).toEqual([[processor, "projection"]]);
    expect((await others("undeclared").list()).map(({ name, kind }) => [name, kind])).toEqual([
      [processor, "undeclared"],
    ]);
    const fresh = processorAdmin({ ...ports, store: memoryStore() });
    expect(await fresh.list()).toMatchObject([{ name: processor, segments: [] }]);
  });

  test("operations on a processor that there is not name the nearest, on one that never ran say what to do", async () => {
    const operations = ["status", "pause", "resume", "split", "merge", "release", "align", "forget"] as const;
    for (const operation of operations)
      await expect(admin[operation]("sein")).rejects.toMatchObject({
        code: "unknown_processor",
        details: { nearest: ["seen"] },
      });
    const fresh = processorAdmin({ ...ports, store: memoryStore() });
    await expect(fresh.pause(processor)).rejects.toMatchObject({
      code: "processor_refused",
      message: 'Cannot pause processor "seen": it never ran on this database; start the application once',
    });
  });

  test("a pause takes the claims away and keeps them away until the resume, and the node is told of both", async () => {
    await scene.append("a", 1);
    await scene.work();
    await admin.pause(processor);
    const segments = (await scene.store.segments.state(processor))?.segments ?? [];
    expect(await scene.store.segments.claim({ node: "n-2", leaseMs: 1_000, segments })).toEqual([]);
    await admin.resume(processor);
    expect(await scene.store.segments.claim({ node: "n-2", leaseMs: 1_000, segments })).toHaveLength(1);
    expect(changes).toBe(2);
  });

  test("a split without a segment takes the largest, a merge the smallest that has a partner", async () => {
    expect(await admin.split(processor)).toEqual([
      { id: 0, mask: 1 },
      { id: 1, mask: 1 },
    ]);
    await admin.split(processor, 1);
    const segments = async () => (await admin.status(processor)).segments.map(({ id, mask }) => ({ id, mask }));
    expect(await segments()).toEqual([
      { id: 0, mask: 1 },
      { id: 1, mask: 3 },
      { id: 3, mask: 3 },
    ]);
    await expect(admin.merge(processor, 0)).rejects.toMatchObject({ code: "processor_refused" });
    await admin.merge(processor);
    expect(await admin.merge(processor)).toEqual([{ id: 0, mask: 0 }]);
    await expect(admin.merge(processor)).rejects.toThrow("no two of them make one");
    await expect(admin.split(processor, 7)).rejects.toThrow("it has no segment 7");
  });

  test("a release takes a segment from its owner and keeps it away from there", async () => {
    await scene.append("a", 1);
    await scene.work();
    await admin.release(processor, { segment: 0, awayMs: 60_000 });
    const segments = (await scene.store.segments.state(processor))?.segments ?? [];
    expect(segments).toMatchObject([{ owner: undefined }]);
    expect(await scene.store.segments.claim({ node: "n-1", leaseMs: 1_000, segments })).toEqual([]);
    expect(await scene.store.segments.claim({ node: "n-2", leaseMs: 1_000, segments })).toHaveLength(1);
    await expect(admin.release(processor, { segment: 5 })).rejects.toMatchObject({ code: "processor_refused" });
  });

  test("an align takes on the declared policy where nothing stands in the way, and says what does", async () => {
    scene.broken.add(1);
    await scene.append("a", 1);
    await scene.work();
    await expect(others("other keys").align(processor)).rejects.toMatchObject({ code: "processor_refused" });
    scene.broken.clear();
    await scene.retry();
    await others("other keys").align(processor);
    expect((await scene.store.segments.state(processor))?.fingerprint).toBe("another");
  });

  test("a processor is forgotten only when it is not declared, not running and has no letters", async () => {
    scene.broken.add(1);
    await scene.append("a", 1);
    await scene.work();
    await expect(admin.forget(processor)).rejects.toThrow("this application declares it; remove the declaration first");
    const gone = others("undeclared");
    await expect(gone.forget(processor)).rejects.toThrow("1 letters of it wait");
    await scene.store.segments.renew({ id: "n-1", processors: [processor], leaseMs: 60_000, reports: [] });
    await expect(gone.forget(processor)).rejects.toThrow('it runs on "n-1"');
    await stopped();
    scene.broken.clear();
    await scene.retry();
    await gone.forget(processor);
    expect(await gone.list()).toEqual([]);
  });

  test("a reset is refused while the processor runs, while letters wait, and beyond the log, each with what to do", async () => {
    scene.broken.add(2);
    await scene.append("a", 1, 2);
    await scene.work();
    await expect(admin.reset(processor, { to: { kind: "first" } })).rejects.toThrow(
      'it runs on node "n-1"; pause it first, or say "force"',
    );
    await stopped();
    await expect(admin.reset(processor, { to: { kind: "first" } })).rejects.toThrow("1 letters of 1 sequences wait");
    const position = parsePosition("999");
    if (position === undefined) throw new Error("no position");
    await expect(admin.reset(processor, { to: { kind: "position", position } })).rejects.toThrow(
      "the log ends at position",
    );
    await expect(others("undeclared").reset(processor, { to: { kind: "first" } })).rejects.toThrow(
      "does not declare it",
    );
    expect(await scene.numbers("a")).toBe("1");
  });

  test("a reset to the first event empties the rows, removes letters when told to, announces that and begins a replay", async () => {
    scene.broken.add(2);
    await scene.append("a", 1, 2);
    await scene.work();
    await stopped();
    const seenUntil = (await admin.status(processor)).segments[0]?.position;
    await admin.reset(processor, { to: { kind: "first" }, allowReset: true, context: { why: "a bug" } });
    expect(await scene.numbers("a")).toBe("");
    expect(await scene.letters("a")).toEqual([]);
    expect(await scene.announced()).toEqual(["SequenceParked a", "SequenceResumed a"]);
    const state = await scene.store.segments.state(processor);
    expect(state).toMatchObject({ paused: false, replay: { until: seenUntil, context: { why: "a bug" } } });
    expect(state?.segments).toMatchObject([{ position: startOfLog }]);
  });

  test("a reset forward is no replay, and one to a time begins with the first event since", async () => {
    await scene.append("a", 1, 2);
    await admin.reset(processor, { to: { kind: "latest" } });
    const head = await scene.store.events.safeHead();
    expect(await scene.store.segments.state(processor)).toMatchObject({
      replay: undefined,
      segments: [{ position: head }],
    });
    await admin.reset(processor, { to: { kind: "time", time: new Date(0) } });
    expect(await scene.store.segments.state(processor)).toMatchObject({
      replay: { until: head },
      segments: [{ position: startOfLog }],
    });
    await admin.reset(processor, { to: { kind: "time", time: new Date(Date.now() + 60_000) } });
    expect(await scene.store.segments.state(processor)).toMatchObject({ segments: [{ position: head }] });
  });

  test("a reset by force pauses first and resumes, also when it failed, and leaves a paused processor paused", async () => {
    scene.broken.add(2);
    await scene.append("a", 1, 2);
    await scene.work();
    await expect(admin.reset(processor, { to: { kind: "first" }, force: true })).rejects.toMatchObject({
      code: "processor_refused",
    });
    expect(await admin.status(processor)).toMatchObject({ paused: false, letters: 1 });
    await admin.reset(processor, { to: { kind: "first" }, force: true, allowReset: true });
    expect(await admin.status(processor)).toMatchObject({
      paused: false,
      letters: 0,
      segments: [{ position: startOfLog }],
    });
    await admin.pause(processor);
    await admin.reset(processor, { to: { kind: "first" }, force: true });
    expect(await admin.status(processor)).toMatchObject({ paused: true });
  });
});

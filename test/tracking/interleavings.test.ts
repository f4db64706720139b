import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LogScene, logScene } from "../support/log-scene.ts";

let scene: LogScene;
beforeEach(async () => {
  scene = await logScene();
});
afterEach(() => scene.close());

/** Begins following while the log is empty, so that what comes is seen as it comes. */
async function following(): Promise<void> {
  expect(await scene.head()).toBe(0);
}

describe("the safe head", () => {
  it("waits for a transaction that began earlier and commits later", async () => {
    await following();
    const [early, late] = [await scene.open(), await scene.open()];
    await early.insert();
    await late.insert();
    await late.commit();
    expect(await scene.head()).toBe(0);
    expect(await scene.read()).toEqual([]);
    await early.commit();
    expect(await scene.head()).toBe(2);
    expect(await scene.read()).toEqual([1, 2]);
  });

  it("waits for it also when following began in between", async () => {
    const [early, late] = [await scene.open(), await scene.open()];
    await early.insert();
    await late.insert();
    await late.commit();
    expect(await scene.head()).toBe(0);
    await early.commit();
    expect(await scene.head()).toBe(2);
    expect(await scene.read()).toEqual([1, 2]);
  });

  it("goes from gap to gap while several slow appenders commit in any order", async () => {
    await following();
    const writers = [await scene.open(), await scene.open(), await scene.open(), await scene.open()] as const;
    for (const writer of writers) await writer.insert();
    const [first, second, third, fourth] = writers;
    await fourth.commit();
    expect(await scene.head()).toBe(0);
    await second.commit();
    expect(await scene.head()).toBe(0);
    await first.commit();
    expect(await scene.head()).toBe(2);
    expect(await scene.read()).toEqual([1, 2]);
    await third.commit();
    expect(await scene.head()).toBe(4);
    expect(await scene.read()).toEqual([1, 2, 3, 4]);
  });

  it("stops before a number that is missing above the settled ones, whatever lies beyond", async () => {
    await following();
    const [settled, slow, done, undone, last] = [
      await scene.open(),
      await scene.open(),
      await scene.open(),
      await scene.open(),
      await scene.open(),
    ];
    for (const writer of [settled, slow, done, undone, last]) await writer.insert();
    await settled.commit();
    await done.commit();
    await undone.rollback();
    await last.commit();
    expect(await scene.head()).toBe(1);
    await slow.commit();
    expect(await scene.head()).toBe(5);
    expect(await scene.read()).toEqual([1, 2, 3, 5]);
  });

  it("passes over numbers that were rolled back", async () => {
    await following();
    const [undone, done] = [await scene.open(), await scene.open()];
    await undone.insert();
    await undone.insert();
    await done.insert();
    await undone.rollback();
    await done.commit();
    expect(await scene.head()).toBe(3);
    expect(await scene.read()).toEqual([3]);
  });

  it("passes over the numbers of a savepoint that was rolled back though its transaction goes on", async () => {
    await following();
    const [open, done] = [await scene.open(), await scene.open()];
    await open.run("savepoint s");
    await open.insert();
    await open.run("rollback to savepoint s");
    await done.insert();
    await done.commit();
    expect(await scene.head()).toBe(2);
    await open.insert();
    await open.commit();
    expect(await scene.head()).toBe(3);
    expect(await scene.read()).toEqual([2, 3]);
  });

  it("waits for exactly those who held the lock when it asked, not for those who came later", async () => {
    await following();
    const [slow, done] = [await scene.open(), await scene.open()];
    await slow.insert();
    await done.insert();
    await done.commit();
    expect(await scene.head()).toBe(0);
    const later = await scene.open();
    await later.insert();
    await slow.rollback();
    expect(await scene.head()).toBe(2);
    const latest = await scene.open();
    await latest.insert();
    await latest.commit();
    expect(await scene.head()).toBe(2);
    await later.commit();
    expect(await scene.head()).toBe(4);
    expect(await scene.read()).toEqual([2, 3, 4]);
  });

  it("brings the row of a gap although others that were asked about go on", async () => {
    await following();
    const [gap, long, done] = [await scene.open(), await scene.open(), await scene.open()];
    await gap.insert();
    await long.insert();
    await done.insert();
    await done.commit();
    expect(await scene.head()).toBe(0);
    await gap.commit();
    expect(await scene.head()).toBe(1);
    await long.commit();
    expect(await scene.head()).toBe(3);
  });

  it("is the same for callers that ask at once", async () => {
    await following();
    const writer = await scene.open();
    await writer.insert();
    await writer.commit();
    const heads = await Promise.all(Array.from({ length: 20 }, () => scene.store.events.safeHead()));
    expect(new Set(heads)).toEqual(new Set(["1"]));
  });

  it("begins again when its connection breaks, and is right again", async () => {
    await following();
    const [slow, done] = [await scene.open(), await scene.open()];
    await slow.insert();
    await done.insert();
    await done.commit();
    expect(await scene.head()).toBe(0);
    await done.run(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'myelin' and datname = current_database() and pid <> pg_backend_pid()`,
    );
    await expect(scene.store.events.safeHead()).rejects.toMatchObject({ code: "unavailable" });
    expect(await scene.head()).toBe(0);
    await slow.commit();
    expect(await scene.head()).toBe(2);
    expect(await scene.read()).toEqual([1, 2]);
  });
});

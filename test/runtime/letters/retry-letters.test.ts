import { describe, expect, test } from "vitest";
import { MyelinError } from "../../../src/base/error.ts";
import { retryLetters } from "../../../src/runtime/letters/retry-letters.ts";
import { eachStore } from "./each-store.ts";
import { openScene, processor } from "./scene.ts";

describe.each(eachStore)("$kind", ({ open }) => {
  test("a retry works a parked sequence to its end in order, and announces that it goes on", async () => {
    const { append, broken, work, numbers, retry, letters, announced } = await openScene({ store: await open() });
    broken.add(2);
    await append("a", 1, 2, 3);
    await append("b", 10);
    await work();
    expect(await numbers("a")).toBe("1");
    expect(await numbers("b")).toBe("10");
    expect((await letters("a")).map(({ cause }) => cause?.message ?? null)).toEqual(["cannot stand 2", null]);
    broken.clear();
    const result = await retry();
    expect(result).toEqual({ sequence: { processor, sequence: "a" }, handled: 2, done: true, stoppedAt: null });
    expect(await numbers("a")).toBe("1 2 3");
    expect(await letters("a")).toEqual([]);
    expect(await announced()).toEqual(["SequenceParked a", "SequenceResumed a"]);
  });

  test("a retry stops at the first letter that fails again, which keeps its place with a new cause and its successors unhandled", async () => {
    const { append, broken, handled, work, numbers, retry, letters, announced } = await openScene({
      store: await open(),
    });
    broken.add(1);
    await append("a", 1, 2, 3);
    await work();
    broken.delete(1);
    broken.add(2);
    handled.length = 0;
    const result = await retry();
    expect(result).toMatchObject({
      handled: 1,
      done: false,
      stoppedAt: { attempts: 1, cause: { message: "cannot stand 2" } },
    });
    expect(handled).toEqual([1, 2]);
    expect(await numbers("a")).toBe("1");
    expect((await letters("a")).map(({ attempts }) => attempts)).toEqual([1, 0]);
    expect(await announced()).toEqual(["SequenceParked a"]);
  });

  test("a retry where no letters are answers that nothing was tried", async () => {
    const { retry, handled } = await openScene({ store: await open() });
    expect(await retry()).toEqual({ sequence: null, handled: 0, done: false, stoppedAt: null });
    expect(handled).toEqual([]);
  });

  test("a retry takes the sequence that was touched longest ago, and leaves the others alone", async () => {
    const { append, broken, work, retry, letters } = await openScene({ store: await open() });
    broken.add(1).add(2);
    await append("a", 1);
    await work();
    await append("b", 2);
    await work();
    expect((await retry()).sequence?.sequence).toBe("a");
    expect((await letters("b"))[0]?.attempts).toBe(0);
    // a was touched just now.
    expect((await retry()).sequence?.sequence).toBe("b");
  });

  test("a retry of one sequence works that one only", async () => {
    const { append, broken, work, retry, numbers } = await openScene({ store: await open() });
    broken.add(1).add(2);
    await append("a", 1);
    await append("b", 2);
    await work();
    broken.clear();
    expect((await retry({ sequence: "b" })).done).toBe(true);
    expect([await numbers("a"), await numbers("b")]).toEqual(["", "2"]);
  });

  test("a handler sees that it handles a letter, and which", async () => {
    const letters: unknown[] = [];
    const { append, broken, work, retry } = await openScene({
      store: await open(),
      handle: (_, { letter }) => letters.push(letter),
    });
    broken.add(1);
    await append("a", 1);
    await work();
    await retry();
    await retry();
    expect(letters).toEqual([
      undefined,
      expect.objectContaining({ attempts: 1, diagnostics: null }),
      expect.objectContaining({ attempts: 2 }),
    ]);
  });

  test("a policy's verdict may give a letter up, and its successors go on", async () => {
    const { append, broken, work, retry, numbers, announced } = await openScene({
      store: await open(),
      policy: {
        verdict: ({ letter }) =>
          (letter?.attempts ?? 0) > 1 ? { kind: "evict" } : { kind: "requeue", diagnostics: "once more" },
      },
    });
    broken.add(1);
    await append("a", 1, 2);
    await work();
    expect(await retry()).toMatchObject({ done: false, stoppedAt: { diagnostics: "once more" } });
    expect(await retry()).toMatchObject({ handled: 1, done: true });
    expect(await numbers("a")).toBe("2");
    expect(await announced()).toEqual(["SequenceParked a", "SequenceResumed a"]);
  });

  test("a verdict that throws leaves the letter where it is", async () => {
    const { append, broken, work, retry, letters } = await openScene({
      store: await open(),
      policy: {
        verdict: () => {
          throw new Error("no opinion");
        },
      },
    });
    broken.add(1);
    await append("a", 1);
    await work();
    expect(await retry()).toMatchObject({ done: false });
    expect((await letters("a"))[0]).toMatchObject({ attempts: 1, cause: { message: "cannot stand 1" } });
  });

  test("a failure that is nobody's fault leaves letter and attempts alone and lets go of the claim", async () => {
    let away = false;
    const { append, broken, work, retry, letters, numbers } = await openScene({
      store: await open(),
      handle: () => {
        if (away) throw new MyelinError("unavailable", "the database is away");
      },
    });
    broken.add(1);
    await append("a", 1);
    await work();
    const before = await letters("a");
    broken.clear();
    away = true;
    await expect(retry()).rejects.toMatchObject({ code: "unavailable" });
    expect(await letters("a")).toEqual(before);
    away = false;
    expect((await retry()).done).toBe(true);
    expect(await numbers("a")).toBe("1");
  });

  test("a letter whose event is not in the log is given up, and its successors go on", async () => {
    const { append, broken, work, retry, numbers, ports, store } = await openScene({ store: await open() });
    broken.add(1);
    await append("a", 1, 2);
    await work();
    broken.clear();
    const events = {
      ...store.events,
      readLog: async (query: Parameters<typeof store.events.readLog>[0]) =>
        (await store.events.readLog(query)).filter(({ version }) => version !== 1),
    };
    const result = await retryLetters({ processor }, { ...ports, store: { ...store, events } });
    expect(result).toMatchObject({ handled: 1, done: true });
    expect(await numbers("a")).toBe("2");
    expect((await retry()).sequence).toBeNull();
  });

  test("a retry is refused where the processor ran with other sequence keys, or is not declared", async () => {
    const { ports, tables } = await openScene({ store: await open() });
    const other = { ...tables.projections.seen, fingerprint: "another" };
    // The same table but for its fingerprint.
    const projections = { seen: other } as typeof tables.projections;
    await expect(retryLetters({ processor }, { ...ports, tables: { ...tables, projections } })).rejects.toMatchObject({
      code: "processor_refused",
    });
    await expect(
      retryLetters({ processor }, { ...ports, tables: { ...tables, projections: {} } }),
    ).rejects.toMatchObject({
      code: "processor_refused",
    });
    await expect(retryLetters({ processor: "seem" }, ports)).rejects.toMatchObject({
      code: "unknown_processor",
      details: { nearest: ["seen"] },
    });
  });
});

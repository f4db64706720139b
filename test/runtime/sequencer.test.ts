import fc from "fast-check";
import { expect, test } from "vitest";
import { type Sequencer, sequencer } from "../../src/runtime/commands/sequencer.ts";

interface Controlled {
  readonly done: Promise<string>;
  readonly end: () => void;
  readonly fail: (error: Error) => void;
}

/** A task that runs until the test ends it, and says when it started. */
function submit(queues: Sequencer, { name, key, started, signal }: Submission): Controlled {
  let end = (): void => {};
  let fail = (_: Error): void => {};
  const gate = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const task = async (): Promise<string> => {
    started.push(name);
    await gate;
    return name;
  };
  const done = queues.run(key, { task, signal: signal ?? new AbortController().signal });
  done.catch(() => {});
  return { done, end, fail };
}

interface Submission {
  readonly name: string;
  readonly key: string | undefined;
  readonly started: string[];
  readonly signal?: AbortSignal;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

test("a sequencer starts the next task of a key only when the former one has ended", async () => {
  const queues = sequencer({ maxWaiting: 10 });
  const started: string[] = [];
  const first = submit(queues, { name: "first", key: "k", started });
  const second = submit(queues, { name: "second", key: "k", started });
  await settle();
  expect(started).toEqual(["first"]);
  first.end();
  await first.done;
  await settle();
  expect(started).toEqual(["first", "second"]);
  second.end();
  await second.done;
});

test("a sequencer runs tasks of other keys and of no key at once", async () => {
  const queues = sequencer({ maxWaiting: 10 });
  const started: string[] = [];
  const tasks = [
    submit(queues, { name: "a", key: "a", started }),
    submit(queues, { name: "b", key: "b", started }),
    submit(queues, { name: "none 1", key: undefined, started }),
    submit(queues, { name: "none 2", key: undefined, started }),
  ];
  await settle();
  expect(new Set(started)).toEqual(new Set(["a", "b", "none 1", "none 2"]));
  for (const task of tasks) task.end();
  await Promise.all(tasks.map((task) => task.done));
});

test("a sequencer goes on when a predecessor fails", async () => {
  const queues = sequencer({ maxWaiting: 10 });
  const started: string[] = [];
  const first = submit(queues, { name: "first", key: "k", started });
  const second = submit(queues, { name: "second", key: "k", started });
  first.fail(new Error("no"));
  await expect(first.done).rejects.toThrow("no");
  second.end();
  expect(await second.done).toBe("second");
});

test("a waiting task that is aborted leaves its neighbours in order", async () => {
  const queues = sequencer({ maxWaiting: 10 });
  const started: string[] = [];
  const giveUp = new AbortController();
  const first = submit(queues, { name: "first", key: "k", started });
  const second = submit(queues, { name: "second", key: "k", started, signal: giveUp.signal });
  const third = submit(queues, { name: "third", key: "k", started });
  giveUp.abort(new Error("gave up"));
  await expect(second.done).rejects.toThrow("gave up");
  first.end();
  third.end();
  await third.done;
  expect(started).toEqual(["first", "third"]);
});

test("a sequencer refuses a task beyond the bound of its key with overloaded, and takes it later", async () => {
  const queues = sequencer({ maxWaiting: 1 });
  const started: string[] = [];
  const first = submit(queues, { name: "first", key: "k", started });
  const second = submit(queues, { name: "second", key: "k", started });
  const third = submit(queues, { name: "third", key: "k", started });
  await expect(third.done).rejects.toMatchObject({ code: "overloaded" });
  first.end();
  second.end();
  await second.done;
  const fourth = submit(queues, { name: "fourth", key: "k", started });
  fourth.end();
  expect(await fourth.done).toBe("fourth");
});

test("a sequencer keeps order of arrival within each key, whatever ends when", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ key: fc.constantFrom("a", "b", "c"), turns: fc.nat(5) }), { maxLength: 40 }),
      async (jobs) => {
        const queues = sequencer({ maxWaiting: 100 });
        const ended: { key: string; index: number }[] = [];
        const running = new Set<string>();
        const job = async ({ key, turns }: { key: string; turns: number }, index: number): Promise<void> => {
          expect(running.has(key)).toBe(false);
          running.add(key);
          for (let turn = 0; turn < turns; turn++) await Promise.resolve();
          running.delete(key);
          ended.push({ key, index });
        };
        const signal = new AbortController().signal;
        await Promise.all(jobs.map((one, index) => queues.run(one.key, { task: () => job(one, index), signal })));
        for (const key of ["a", "b", "c"]) {
          const order = ended.filter((end) => end.key === key).map(({ index }) => index);
          expect(order).toEqual([...order].sort((x, y) => x - y));
        }
      },
    ),
  );
});

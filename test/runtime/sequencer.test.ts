import fc from "fast-check";
import { expect, test } from "vitest";
import { MyelinError } from "../../src/base/error.ts";
import { type Sequencer, sequencer } from "../../src/runtime/commands/sequencer.ts";
import { type Deadline, deadlines } from "../../src/runtime/deadline.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { propertyRuns } from "../support/property-runs.ts";

interface Controlled {
  readonly done: Promise<string>;
  readonly end: () => void;
}

interface Submission {
  readonly name: string;
  readonly key: string;
  readonly started: string[];
  readonly signal?: AbortSignal;
  readonly convoy?: string;
  /** Whether it departs as soon as it starts; else the test says when. */
  readonly departs?: boolean;
}

function endless(signal?: AbortSignal): Deadline {
  return deadlines(manualClock()).start({ timeoutMs: 1_000, act: "wait", subject: "turn", signal });
}

/** A turn that runs until the test ends it, and says when it started. */
function submit(queues: Sequencer, { name, key, started, signal, convoy, departs = true }: Submission): Controlled {
  let end = (): void => {};
  const done = new Promise<string>((resolve, reject) => {
    end = () => {
      queues.release(key);
      resolve(name);
    };
    const start = (): void => {
      started.push(name);
      if (departs) queues.depart(key);
    };
    queues.enter(key, { start, refuse: reject, deadline: endless(signal), convoy });
  });
  done.catch(() => {});
  return { done, end };
}

test("a sequencer starts the next turn of a key only when the former one is released", () => {
  const queues = sequencer({ maxWaiting: 10 });
  const started: string[] = [];
  const first = submit(queues, { name: "first", key: "k", started });
  const second = submit(queues, { name: "second", key: "k", started });
  expect(started).toEqual(["first"]);
  first.end();
  expect(started).toEqual(["first", "second"]);
  second.end();
});

test("a sequencer runs turns of other keys at once", () => {
  const queues = sequencer({ maxWaiting: 10 });
  const started: string[] = [];
  submit(queues, { name: "a", key: "a", started });
  submit(queues, { name: "b", key: "b", started });
  expect(started).toEqual(["a", "b"]);
});

test("a waiting turn that is aborted leaves its neighbours in order", async () => {
  const queues = sequencer({ maxWaiting: 10 });
  const started: string[] = [];
  const giveUp = new AbortController();
  const first = submit(queues, { name: "first", key: "k", started });
  const second = submit(queues, { name: "second", key: "k", started, signal: giveUp.signal });
  submit(queues, { name: "third", key: "k", started });
  giveUp.abort();
  await expect(second.done).rejects.toMatchObject({ code: "aborted" });
  first.end();
  expect(started).toEqual(["first", "third"]);
});

test("a turn whose deadline is over before it has to wait is refused, and nobody else", async () => {
  const queues = sequencer({ maxWaiting: 10 });
  const started: string[] = [];
  const first = submit(queues, { name: "first", key: "k", started });
  submit(queues, { name: "second", key: "k", started });
  const late = submit(queues, { name: "late", key: "k", started, signal: AbortSignal.abort() });
  await expect(late.done).rejects.toMatchObject({ code: "aborted" });
  first.end();
  expect(started).toEqual(["first", "second"]);
});

test("a sequencer refuses a turn beyond the bound of its key with overloaded, and takes it later", async () => {
  const queues = sequencer({ maxWaiting: 1 });
  const started: string[] = [];
  const first = submit(queues, { name: "first", key: "k", started });
  const second = submit(queues, { name: "second", key: "k", started });
  const third = submit(queues, { name: "third", key: "k", started });
  await expect(third.done).rejects.toMatchObject({ code: "overloaded" });
  await expect(third.done).rejects.toBeInstanceOf(MyelinError);
  first.end();
  second.end();
  submit(queues, { name: "fourth", key: "k", started });
  expect(started).toEqual(["first", "second", "fourth"]);
});

test("turns of one convoy start together, but never past one that waits before them", () => {
  const queues = sequencer({ maxWaiting: 10 });
  const started: string[] = [];
  const turn = (name: string, convoy: string): Controlled => submit(queues, { name, key: "k", started, convoy });
  const [one, two] = [turn("one", "stream a"), turn("two", "stream a")];
  const three = turn("three", "stream b");
  turn("four", "stream a");
  expect(started).toEqual(["one", "two"]);
  one.end();
  expect(started).toEqual(["one", "two"]);
  two.end();
  expect(started).toEqual(["one", "two", "three"]);
  three.end();
  expect(started).toEqual(["one", "two", "three", "four"]);
});

test("a convoy counts against the bound of its key", async () => {
  const queues = sequencer({ maxWaiting: 1 });
  const started: string[] = [];
  const turns = ["one", "two", "three"].map((name) => submit(queues, { name, key: "k", started, convoy: "stream a" }));
  expect(started).toEqual(["one", "two"]);
  await expect(turns[2]?.done).rejects.toMatchObject({ code: "overloaded" });
});

test("a turn waits for the departure of the one before it in its convoy", () => {
  const queues = sequencer({ maxWaiting: 10 });
  const started: string[] = [];
  const [one, two] = ["one", "two", "three"].map((name) =>
    submit(queues, { name, key: "k", started, convoy: "stream a", departs: name !== "one" }),
  );
  expect(started).toEqual(["one"]);
  queues.depart("k");
  expect(started).toEqual(["one", "two", "three"]);
  two?.end();
  one?.end();
});

test("a sequencer keeps order of arrival within each key, whatever ends when", () => {
  const job = fc.record({
    key: fc.constantFrom("a", "b"),
    convoy: fc.constantFrom(undefined, "x", "y"),
    lingers: fc.boolean(),
  });
  const step = fc.oneof(
    job.map((one) => ({ enter: one })),
    fc.nat(20).map((at) => ({ release: at })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queues = sequencer({ maxWaiting: 100 });
      const started: { key: string; index: number }[] = [];
      const entered: { key: string; convoy: string | undefined }[] = [];
      const running: { key: string; index: number }[] = [];
      const boarding = new Map<string, number>();
      const end = ({ key, index }: { key: string; index: number }): void => {
        if (boarding.get(key) === index) {
          boarding.delete(key);
          queues.depart(key);
        }
        queues.release(key);
      };
      for (const one of steps) {
        if ("enter" in one) {
          const index = entered.push(one.enter) - 1;
          const start = (): void => {
            // Nobody overtakes one that has not departed.
            expect(boarding.get(one.enter.key)).toBe(undefined);
            const peers = running.filter(({ key }) => key === one.enter.key);
            // Who runs beside another of its key is of its convoy.
            for (const peer of peers) expect(entered[peer.index]?.convoy).toBe(one.enter.convoy ?? "none");
            started.push({ key: one.enter.key, index });
            running.push({ key: one.enter.key, index });
            if (one.enter.lingers) boarding.set(one.enter.key, index);
            else queues.depart(one.enter.key);
          };
          const refuse = (error: MyelinError): never => {
            throw error;
          };
          queues.enter(one.enter.key, { start, refuse, deadline: endless(), convoy: one.enter.convoy });
        } else {
          const [ended] = running.splice(one.release % Math.max(1, running.length), 1);
          if (ended !== undefined) end(ended);
        }
      }
      for (let next = running.shift(); next !== undefined; next = running.shift()) end(next);
      for (const key of ["a", "b"]) {
        const order = started.filter((turn) => turn.key === key).map(({ index }) => index);
        expect(order).toEqual([...order].sort((x, y) => x - y));
      }
      expect(started).toHaveLength(entered.length);
    }),
    propertyRuns(),
  );
});

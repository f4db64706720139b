import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inLanes } from "../../examples/loans/replay/in-lanes.ts";
import { propertyRuns } from "../support/property-runs.ts";

interface Item {
  readonly lane: string;
  readonly number: number;
}

const laneOf = ({ lane }: Item) => lane;

/** Something to wait for, and what ends the wait. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe("inLanes", () => {
  it("keeps each lane's order and the bound, whatever handling takes", async () => {
    const lanes = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(lanes, fc.integer({ min: 1, max: 5 }), fc.scheduler(), async (names, inFlight, scheduler) => {
        const items = names.map((lane, number) => ({ lane, number }));
        const ended: Item[] = [];
        const busy = new Set<string>();
        const done = inLanes(stream(items), {
          laneOf,
          inFlight,
          handle: async (item) => {
            expect(busy).not.toContain(item.lane);
            busy.add(item.lane);
            expect(busy.size).toBeLessThanOrEqual(inFlight);
            await scheduler.schedule(Promise.resolve(), `${item.lane}${item.number}`);
            busy.delete(item.lane);
            ended.push(item);
          },
        });
        await scheduler.waitFor(done);
        for (const lane of new Set(names))
          expect(ended.filter((item) => item.lane === lane)).toEqual(items.filter((item) => item.lane === lane));
        expect(ended).toHaveLength(items.length);
      }),
      propertyRuns(),
    );
  });

  it("works on as many lanes at once as it may", async () => {
    const items = Array.from({ length: 10 }, (_, number) => ({ lane: `lane ${number}`, number }));
    let busy = 0;
    let most = 0;
    const full = gate();
    await inLanes(stream(items), {
      laneOf,
      inFlight: 3,
      handle: async () => {
        busy += 1;
        most = Math.max(most, busy);
        if (busy === 3) full.open();
        await full.opened;
        busy -= 1;
      },
    });
    expect(most).toBe(3);
  });

  it("reads no further ahead than it must", async () => {
    const release = gate();
    const halted = gate();
    let read = 0;
    async function* endless(): AsyncGenerator<Item> {
      for (; read < 10_000; read += 1) {
        if (read === 127) setImmediate(halted.open);
        yield { lane: "one", number: read };
      }
    }
    const done = inLanes(endless(), { laneOf, inFlight: 2, handle: () => release.opened });
    await halted.opened;
    expect(read).toBe(127);
    release.open();
    await done;
    expect(read).toBe(10_000);
  });

  it("stops at the first failure, and throws it once all that runs has ended", async () => {
    const handled: number[] = [];
    const items = Array.from({ length: 1_000 }, (_, number) => ({ lane: `lane ${number % 2}`, number }));
    const failing = inLanes(stream(items), {
      laneOf,
      inFlight: 2,
      handle: async ({ number }) => {
        handled.push(number);
        if (number === 2) throw new Error("row 2 is wrong");
      },
    });
    await expect(failing).rejects.toThrow("row 2 is wrong");
    expect(handled).not.toContain(4);
    expect(handled.length).toBeLessThan(10);
  });

  it("throws what the reader throws", async () => {
    async function* broken(): AsyncGenerator<Item> {
      yield { lane: "a", number: 1 };
      throw new Error("the log is cut off");
    }
    await expect(inLanes(broken(), { laneOf, inFlight: 2, handle: async () => {} })).rejects.toThrow(
      "the log is cut off",
    );
  });
});

import { describe, expect, test } from "vitest";
import { type Position, startOfLog } from "../../src/model/position.ts";
import { type ProcessorPorts, processor } from "../../src/runtime/processors/processor.ts";
import type { SegmentWorker } from "../../src/runtime/processors/segment-worker.ts";
import type { ProcessorState, SegmentState } from "../../src/store/segment-store.ts";

const at = (number: number): Position => String(number) as Position; // a position's form
const mine = { node: "here", release: [] } as const;

/** One segment, as a look finds it. */
function found(position: number, { epoch, owner }: { readonly epoch: number; readonly owner: string }): ProcessorState {
  const segment = {
    ...{ processor: "p", id: 0, mask: 0, epoch, position: at(position), marks: [], lettersVersion: 0 },
    owner: { node: owner, leaseMs: 10_000 },
  } as unknown as SegmentState; // no more than is looked at
  const { segments, ...rest } = {
    name: "p",
    fingerprint: "f",
    paused: false,
    replay: undefined,
    nodes: [],
    segments: [segment],
  };
  return { ...rest, segments };
}

/** Works on the segment until it is told to stop, and stands where the test says. */
function running(stands: { position: number; stored: number }) {
  const worker: ProcessorPorts["worker"] = ({ claim }) =>
    ({
      claim,
      report: { state: "running" },
      lettersVersion: 0,
      get position() {
        return at(stands.position);
      },
      get storedPosition() {
        return at(stands.stored);
      },
      heard: () => {},
      run: (signal: AbortSignal) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve("stopped"), { once: true })),
    }) as unknown as SegmentWorker; // no more than is used
  const ports = { table: { name: "p" }, worker, lost: () => {}, stopping: new AbortController().signal };
  return processor(ports as unknown as ProcessorPorts); // no more than is used
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A node told position 32, gave the segment up, and told 28: the store knew of no more, since nothing was to be handled in between. */
describe("a position that was told", () => {
  test("is not taken back when the segment goes to another node, which does not know of it yet", async () => {
    const one = running({ position: 32, stored: 28 });
    one.follow(found(28, { epoch: 1, owner: "here" }), mine);
    expect(one.status().position).toBe("32");
    one.follow(found(28, { epoch: 2, owner: "there" }), mine);
    await turn();
    expect(one.status().position).toBe("32");
    one.follow(found(40, { epoch: 2, owner: "there" }), mine);
    expect(one.status().position).toBe("40");
  });

  test("is taken back by a reset, seen at the other node's segment or at the own one that it ended", async () => {
    const theirs = running({ position: 32, stored: 28 });
    theirs.follow(found(28, { epoch: 2, owner: "there" }), mine);
    expect(theirs.status().position).toBe("28");
    theirs.follow(found(0, { epoch: 3, owner: "there" }), mine);
    expect(theirs.status().position).toBe(startOfLog);
    const own = running({ position: 32, stored: 28 });
    own.follow(found(0, { epoch: 1, owner: "here" }), mine);
    expect(own.status().position).toBe("32");
    own.follow(found(0, { epoch: 2, owner: "there" }), mine);
    await turn();
    expect(own.status().position).toBe(startOfLog);
  });
});

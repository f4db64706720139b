import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Position, parsePosition, startOfLog } from "../../src/model/position.ts";
import { matches, mergeSegments, partnerOf, rootSegment, splitSegment } from "../../src/model/segment.ts";
import {
  advanced,
  isHandled,
  mergedProgress,
  progressOfHalf,
  type SegmentWithProgress,
} from "../../src/model/segment-progress.ts";
import { propertyRuns } from "../support/property-runs.ts";

function at(position: number): Position {
  return parsePosition(String(position)) ?? startOfLog;
}

interface Message {
  readonly hash: number;
  readonly position: Position;
}

/** Segments of a log, and how often each message was handled. */
interface Scene {
  segments: SegmentWithProgress[];
  readonly log: readonly Message[];
  readonly handled: number[];
}

/** What may happen to a running processor; numbers choose the segment, and how far it gets. */
const step = fc.record({
  kind: fc.constantFrom("split", "merge", "work", "work", "work"),
  which: fc.nat({ max: 1_000 }),
  far: fc.integer({ min: 1, max: 20 }),
});

type Step = typeof step extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function pick({ segments }: Scene, which: number): SegmentWithProgress {
  return segments[which % segments.length] ?? { segment: rootSegment, position: startOfLog, marks: [] };
}

function split(scene: Scene, one: SegmentWithProgress): void {
  const halves = splitSegment(one.segment);
  if (halves === undefined) return;
  const made = halves.map((segment) => ({ segment, ...progressOfHalf(one, segment) }));
  scene.segments = [...scene.segments.filter((other) => other !== one), ...made];
}

function merge(scene: Scene, one: SegmentWithProgress): void {
  const partner = partnerOf(one.segment);
  const other = scene.segments.find(({ segment }) => segment.id === partner?.id && segment.mask === partner.mask);
  const segment = other === undefined ? undefined : mergeSegments(one.segment, other.segment);
  if (other === undefined || segment === undefined) return;
  const whole = { segment, ...mergedProgress(one, other) };
  scene.segments = [...scene.segments.filter((each) => each !== one && each !== other), whole];
}

/** A batch: what is the segment's and was not handled, up to some positions on. */
function work(scene: Scene, { one, far }: { one: SegmentWithProgress; far: number }): void {
  const to = at(Math.min(Number(one.position) + far, scene.log.length));
  scene.log.forEach((message, nth) => {
    if (Number(message.position) > Number(to) || !matches(one.segment, message.hash)) return;
    if (!isHandled(one, message)) scene.handled[nth] = (scene.handled[nth] ?? 0) + 1;
  });
  const moved = { segment: one.segment, ...advanced(one, to) };
  scene.segments = scene.segments.map((each) => (each === one ? moved : each));
}

function run(steps: readonly Step[], hashes: readonly number[]): Scene {
  const log = hashes.map((hash, nth) => ({ hash, position: at(nth + 1) }));
  const scene: Scene = {
    segments: [{ segment: rootSegment, position: startOfLog, marks: [] }],
    log,
    handled: log.map(() => 0),
  };
  for (const { kind, which, far } of steps) {
    const one = pick(scene, which);
    if (kind === "split") split(scene, one);
    else if (kind === "merge") merge(scene, one);
    else work(scene, { one, far });
  }
  return scene;
}

const scenes = [
  fc.array(step, { maxLength: 120 }),
  fc.array(fc.nat({ max: 0xffffffff }), { minLength: 1, maxLength: 60 }),
] as const;

describe("segments that are split, merged and worked on at random", () => {
  it("handle no message twice, and each exactly once by the time all have caught up", () => {
    fc.assert(
      fc.property(...scenes, (steps, hashes) => {
        const scene = run(steps, hashes);
        expect(Math.max(...scene.handled)).toBeLessThanOrEqual(1);
        for (const one of [...scene.segments]) work(scene, { one, far: scene.log.length });
        expect(scene.handled).toEqual(scene.log.map(() => 1));
        expect(scene.segments.flatMap(({ marks }) => marks)).toEqual([]);
      }),
      propertyRuns(2_000),
    );
  });

  it("keep the order of each hash", () => {
    fc.assert(
      fc.property(...scenes, (steps, hashes) => {
        // Few keys, so that most have several messages: none may be done before an earlier one of its own.
        const { log, handled } = run(
          steps,
          hashes.map((hash) => hash % 4),
        );
        for (const hash of [0, 1, 2, 3]) {
          const done = log.flatMap((message, nth) => (message.hash === hash ? [handled[nth]] : []));
          expect(done).toEqual([...done].sort((a = 0, b = 0) => b - a));
        }
      }),
      propertyRuns(1_000),
    );
  });
});

describe("a merged segment", () => {
  const behind = { segment: { id: 0, mask: 1 }, position: at(3), marks: [] };
  const ahead = { segment: { id: 1, mask: 1 }, position: at(9), marks: [] };

  it("starts at the lower position, with a mark for whoever was further, in either order", () => {
    const wanted = { position: "3", marks: [{ id: 1, mask: 1, position: "9" }] };
    expect(mergedProgress(behind, ahead)).toEqual(wanted);
    expect(mergedProgress(ahead, behind)).toEqual(wanted);
  });

  it("has no marks when both stood at one position", () => {
    expect(mergedProgress(behind, { ...ahead, position: at(3) })).toEqual({ position: "3", marks: [] });
  });

  it("knows what is handled by position and by mark", () => {
    const whole = mergedProgress(behind, ahead);
    const asked = [
      { hash: 0, position: at(3) },
      { hash: 0, position: at(4) },
      { hash: 1, position: at(9) },
      { hash: 1, position: at(10) },
    ];
    expect(asked.map((message) => isHandled(whole, message))).toEqual([true, false, true, false]);
  });
});

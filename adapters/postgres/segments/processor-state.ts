import {
  isRecord,
  MyelinError,
  type ProcessorState,
  type Rebuild,
  type Replay,
  type SegmentMark,
  type SegmentReport,
  type SegmentState,
} from "../../../src/runtime/mod.ts";
import { parseJson } from "../events/event-columns.ts";
import { positionOf } from "../sql/columns.ts";

type Facts = Readonly<Record<string, unknown>>;

/** What the SQL function `processor_states` answers, in its JSON. */
export function processorState(text: string): ProcessorState {
  const { name, fingerprint, paused, replayUntil, replayContext, rebuild, nodes, segments } = facts(parseJson(text));
  return {
    name: String(name),
    fingerprint: String(fingerprint),
    paused: paused === true,
    replay: replayOf(replayUntil, replayContext),
    rebuild: isRecord(rebuild) ? rebuildOf(rebuild) : undefined,
    nodes: list(nodes).map(String),
    segments: list(segments).map((segment) => segmentState(String(name), facts(segment))),
  };
}

function replayOf(until: unknown, context: unknown): Replay | undefined {
  if (typeof until !== "string") return undefined;
  return { until: positionOf(until), context: context as Replay["context"] }; // JSON.parse makes nothing but Json
}

function rebuildOf({ fingerprint, acceptParked, ageMs, state, why }: Facts): Rebuild {
  return {
    fingerprint: String(fingerprint),
    acceptParked: acceptParked === true,
    ageMs: Number(ageMs),
    state: state === "refused" ? "refused" : "building",
    why: typeof why === "string" ? why : null,
  };
}

function segmentState(processor: string, segment: Facts): SegmentState {
  const { id, mask, position, marks, epoch, lettersVersion, node, leaseMs, report } = segment;
  return {
    processor,
    id: Number(id),
    mask: Number(mask),
    position: positionOf(String(position)),
    marks: list(marks).map(markOf),
    epoch: Number(epoch),
    lettersVersion: Number(lettersVersion),
    owner: typeof node === "string" ? { node, leaseMs: Number(leaseMs) } : undefined,
    report: typeof node === "string" && isRecord(report) ? reportOf(report) : undefined,
  };
}

/** The marks of a segment's row. */
export function marksOf(text: string): readonly SegmentMark[] {
  return text === "[]" ? [] : list(parseJson(text)).map(markOf);
}

function markOf(json: unknown): SegmentMark {
  const { id, mask, position } = facts(json);
  return { id: Number(id), mask: Number(mask), position: positionOf(String(position)) };
}

function reportOf({ state, error }: Facts): SegmentReport {
  return { state: state === "failing" ? "failing" : "running", error: typeof error === "string" ? error : null };
}

function list(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

function facts(json: unknown): Facts {
  if (!isRecord(json)) throw new MyelinError("internal", "Cannot read a processor: it is no object; report this");
  return json;
}

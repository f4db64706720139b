import type { ProcessorOverview, RebuildStatus, SegmentStatus } from "../../../src/runtime/mod.ts";
import { columns, counted } from "./columns.ts";

/** A line for each processor. */
export function processorsText(processors: readonly ProcessorOverview[]): string {
  const head = ["PROCESSOR", "KIND", "STATE", "LAG", "SEGMENTS", "NODES", "PARKED", "LETTERS"];
  const rows = processors.map((processor) => [
    processor.name,
    processor.kind,
    stateOf(processor),
    lagText(processor.segments),
    String(processor.segments.length),
    String(processor.nodes.length),
    String(processor.parkedSequences),
    String(processor.letters),
  ]);
  return columns([head, ...rows]);
}

/** One processor and each of its segments. */
export function processorText(processor: ProcessorOverview): string {
  const { name, kind, nodes, replayingUntil, parkedSequences, letters, rebuild, segments } = processor;
  const facts = [
    `${kind} "${name}": ${stateOf(processor)}`,
    ...(replayingUntil === null ? [] : [`replays up to position ${replayingUntil}`]),
    ...(rebuild === null ? [] : [rebuildText(rebuild)]),
    `nodes: ${nodes.length === 0 ? "none" : nodes.join(", ")}`,
    letters === 0 ? "no letters" : `${counted(letters, "letter")} in ${counted(parkedSequences, "parked sequence")}`,
  ];
  const head = ["SEGMENT", "POSITION", "LAG", "STATE", "OWNER"];
  const rows = segments.map((segment) => [
    segmentText(segment),
    segment.position,
    lagText([segment]),
    segment.state,
    segment.owner ?? "-",
  ]);
  return [facts.join("\n"), columns([head, ...rows]), ...errorsOf(segments)].join("\n\n");
}

/** How far a rebuild is, and what holds it back. */
export function rebuildText(rebuild: RebuildStatus): string {
  const { state, position, lagEvents, letters, parkedSequences, why, lastError } = rebuild;
  const left = lagEvents === 0 ? "nothing left" : `${eventsText(lagEvents)} left`;
  const parked =
    letters === 0 ? "" : `, ${counted(letters, "letter")} in ${counted(parkedSequences, "parked sequence")}`;
  const reason = why ?? lastError;
  return `rebuild ${state}: at position ${position}, ${left}${parked}${reason === null ? "" : `\n  ${reason}`}`;
}

/** `id/mask`, as the documentation writes segments. */
export function segmentText({ id, mask }: Pick<SegmentStatus, "id" | "mask">): string {
  return `${id}/${mask}`;
}

function stateOf({ paused, replayingUntil, rebuild, segments }: ProcessorOverview): string {
  if (paused) return rebuild === null ? "paused" : "paused, rebuilding";
  if (segments.some(({ state }) => state === "failing")) return "failing";
  if (rebuild !== null) return "rebuilding";
  if (replayingUntil !== null) return "replaying";
  return segments.some(({ state }) => state === "running") ? "running" : "not running";
}

/** Nobody counts further: reading on would cost more than the figure is worth. */
const countedUpTo = 10_000;

function lagText(segments: readonly SegmentStatus[]): string {
  const events = Math.max(0, ...segments.map(({ lagEvents }) => lagEvents));
  if (events === 0) return "0";
  const seconds = Math.max(...segments.map(({ lagSeconds }) => lagSeconds));
  return `${eventsText(events)}, ${Math.round(seconds)} s`;
}

function eventsText(events: number): string {
  return events >= countedUpTo ? `${countedUpTo}+ events` : counted(events, "event");
}

function errorsOf(segments: readonly SegmentStatus[]): readonly string[] {
  const errors = new Map<string, string[]>();
  for (const segment of segments)
    if (segment.lastError !== null)
      errors.set(segment.lastError, [...(errors.get(segment.lastError) ?? []), segmentText(segment)]);
  return [...errors].map(([error, where]) => `Last error of ${where.join(", ")}:\n  ${error}`);
}

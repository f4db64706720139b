/** What is measured together: `--only` names these. */
export const groups = [
  "commands",
  "http",
  "start",
  "processors",
  "delay",
  "workflows",
  "nodes",
  "table-size",
  "telemetry",
] as const;
export type Group = (typeof groups)[number];

/** What a run without `--only` measures; the others take long, and tell how the engine grows. */
export const usualGroups: readonly Group[] = ["commands", "http", "start", "processors", "delay", "workflows"];

/** What the commands are sent to. */
export const commandCases = ["new-streams", "warm-streams", "hot-stream"] as const;
export type CommandCase = (typeof commandCases)[number];

/** Who is measured; Myelin takes part in two modes. */
export const modes = ["batched", "simple", "emmett", "rawSingle", "rawBatched", "httpFloor"] as const;
export type Mode = (typeof modes)[number];

export const myelinModes: readonly Mode[] = ["batched", "simple"];

/** The streams of `warm-streams`, and what each holds before it is touched once by whoever is measured; then the clock runs. */
export const warm = { streams: 1000, events: 100 } as const;

/**
 * Who takes part. The raw inserts know no streams, so they stand beside the case that is all inserts; a lone caller cannot
 * keep two statements in flight.
 */
export function contestantsOf({ name, callers }: { name: CommandCase; callers: number }): readonly Mode[] {
  const engines: readonly Mode[] = [...myelinModes, "emmett"];
  if (name !== "new-streams") return engines;
  return callers === 1 ? [...engines, "rawSingle"] : [...engines, "rawSingle", "rawBatched"];
}

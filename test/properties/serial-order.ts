import type { CommandResult } from "../../src/runtime/mod.ts";

/** What one caller saw of one command on one counter. */
export interface Observation {
  readonly command: { readonly by: number } | "clear";
  /** The caller's own id for it, or 0. Submissions of one id are one command. */
  readonly key: number;
  /** Versions of the stream when the command was submitted and when it was answered, as anybody could read them. */
  readonly from: number;
  readonly to: number;
  readonly result: CommandResult | { readonly failed: string };
}

/** The counter's rules, written a second time and without the engine: what `command` leads to on `count`. */
function decide(count: number, command: Observation["command"]): readonly number[] | string {
  if (command === "clear") return count === 0 ? "Empty" : [-count, 1];
  if (command.by === 0) return [];
  return count + command.by > 100 ? "TooMuch" : [command.by];
}

/**
 * Whether some serial order of the commands explains what was seen: each command that appended stands where its
 * events stand and was decided on the state just before them; each other one on a state that the stream was in between its
 * submission and its answer. Submissions of one id on two nodes are one command: when both lost their answers, both find the
 * outcome that one of them left, and neither can tell whose it was. Returns what is not explained.
 */
export function unexplained(changes: readonly number[], observations: readonly Observation[]): readonly string[] {
  const counts = [0];
  for (const change of changes) counts.push((counts.at(-1) ?? 0) + change);
  return observations.flatMap((seen) =>
    explain(seen, { counts, observations }).map((why) => `${why}: ${JSON.stringify(seen)}`),
  );
}

interface Stream {
  readonly counts: readonly number[];
  readonly observations: readonly Observation[];
}

function explain(seen: Observation, { counts, observations }: Stream): readonly string[] {
  const { command, key, result } = seen;
  if ("failed" in result) return [];
  if (result.ok && result.events.length > 0) {
    const before = counts[result.version - result.events.length] ?? 0;
    const wanted = decide(before, command);
    const changes = result.events.map(({ version }) => (counts[version] ?? 0) - (counts[version - 1] ?? 0));
    return JSON.stringify(wanted) === JSON.stringify(changes)
      ? []
      : ["events that the state before them does not lead to"];
  }
  const answer = result.ok ? JSON.stringify([]) : JSON.stringify(result.reason);
  const submissions = key === 0 ? [seen] : observations.filter((other) => other.key === key);
  const lifetimes = submissions.flatMap(({ from, to }) => counts.slice(from, to + 1));
  return lifetimes.some((count) => JSON.stringify(decide(count, command)) === answer)
    ? []
    : ["an answer on a state that never was"];
}

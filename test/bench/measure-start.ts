import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./figures.ts";
import type { Say } from "./measured.ts";

/** How long something takes before the first command. */
export interface StartFigure {
  readonly what: string;
  readonly ms: number;
}

interface Start {
  readonly what: string;
  readonly script: string;
  readonly argument: string;
  /** Whether the time is the parent's, from before the process was there; else the child tells it. */
  readonly whole: boolean;
}

const starts: readonly Start[] = [
  ...[20, 60, 120].map((count) => ({
    what: `first compile() of ${count} commands`,
    script: "compile-time",
    argument: String(count),
    whole: false,
  })),
  { what: "import of myelin/runtime", script: "import-time", argument: "", whole: false },
  { what: "process start to first command, memory", script: "first-command", argument: "memory", whole: true },
  { what: "process start to first command, PGlite", script: "first-command", argument: "pglite", whole: true },
];

/** Each in processes of its own, round after round; the median counts. */
export async function measureStart({ rounds, say }: { rounds: number; say: Say }): Promise<readonly StartFigure[]> {
  const times = starts.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, start] of starts.entries()) times[index]?.push(await timeOf(start));
  return starts.map(({ what }, index) => {
    const ms = median(times[index] ?? []);
    say(`  ${what}: ${ms.toFixed(1)} ms`);
    return { what, ms };
  });
}

function timeOf({ script, argument, whole }: Start): Promise<number> {
  const path = fileURLToPath(new URL(`start/${script}.js`, import.meta.url));
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = fork(path, [argument], { execArgv: [] });
    let told: number | undefined;
    child.once("message", (message) => {
      told = whole && message === true ? performance.now() - began : whole ? undefined : Number(message);
    });
    child.once("exit", (code) => {
      if (told !== undefined && code === 0) resolve(told);
      else reject(new Error(`Cannot measure "${script} ${argument}": its process ended with code ${code}`));
    });
  });
}

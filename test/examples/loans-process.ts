import { fileURLToPath } from "node:url";
import { type StartedProcess, startProcess } from "../hosts/started-process.ts";

/** A script of the loans example, as `npm test` has built it. */
export function builtScript(name: "main" | "replay"): string {
  return fileURLToPath(new URL(`../../dist/examples/loans/${name}.js`, import.meta.url));
}

export interface MainPlace {
  /** Where `.myelin/` is. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const running = new Set<StartedProcess>();

/** Starts what `npm start` runs. */
export function startMain(args: readonly string[], { cwd, env }: MainPlace): StartedProcess {
  const main = startProcess({ args: [builtScript("main"), ...args], cwd, env });
  running.add(main);
  const ended = (): boolean => running.delete(main);
  void main.ended.then(ended, ended);
  return main;
}

/** Ends what a test that broke off has left behind. */
export async function endLeftMains(): Promise<void> {
  for (const main of running) main.signal("SIGKILL");
  await Promise.all([...running].map((main) => main.ended));
}

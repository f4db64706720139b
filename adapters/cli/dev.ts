import { dirname, relative, resolve } from "node:path";
import process from "node:process";
import { startChild } from "./child-server.ts";
import { chosenLevel } from "./logs.ts";
import { readSettings } from "./settings.ts";
import { type SourceWatch, watchSources } from "./watch-sources.ts";

export interface DevOptions {
  readonly app: string;
  readonly verbose?: boolean;
  readonly logLevel?: string;
}

/** Serves the application for development, and starts it anew whenever a source below its directory changes, until a signal. */
export async function dev({ app, ...choice }: DevOptions): Promise<void> {
  readSettings(process.env); // A wrong PORT is told once, here, and not at every start.
  const level = chosenLevel(choice, process.env);
  const watch = watchSources(watchedRoot(app));
  const args = ["start", "--development", "--app", app, "--log-level", level];
  const stopped = stopSignal();
  while (!(await runUntilChange(args, { watch, stopped }))) console.log("A source changed: starting anew");
  watch.close();
}

interface Surroundings {
  readonly watch: SourceWatch;
  readonly stopped: Promise<"stop">;
}

/** One life of the server. True when it was the last. */
async function runUntilChange(args: readonly string[], { watch, stopped }: Surroundings): Promise<boolean> {
  const changed = watch.changed().then(() => "change" as const);
  const child = startChild(args);
  process.once("exit", child.kill);
  let why = await Promise.race([changed, stopped, child.ended.then(() => "ended" as const)]);
  if (why === "ended") {
    console.error("The application ended; it starts anew at the next change of a source");
    why = await Promise.race([changed, stopped]);
  }
  await child.stop();
  process.off("exit", child.kill);
  return why === "stop";
}

/** The current directory where the application lies below it, else the application's own. */
function watchedRoot(app: string): string {
  const below = relative(process.cwd(), resolve(app));
  return below.startsWith("..") ? dirname(resolve(app)) : process.cwd();
}

/** Resolves at the first signal; the second ends this process, and with it the child, at once. */
function stopSignal(): Promise<"stop"> {
  return new Promise((resolved) => {
    let stopping = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stopping = true;
        resolved("stop");
      });
  });
}

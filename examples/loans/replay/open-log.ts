import { sampleLog } from "../sample/sample-log.ts";
import type { LogRow } from "./log-row.ts";
import { readLog, readLogFile } from "./read-log.ts";
import type { ReplayOptions } from "./replay-options.ts";
import { firstRows } from "./survey.ts";

/** The rows that a command line asks for: of the log it names, or of the sample. */
export function openLog({ log, rows }: Pick<ReplayOptions, "log" | "rows">): AsyncIterable<LogRow> {
  return firstRows(log === undefined ? readLog(sampleLog()) : readLogFile(log), rows);
}

import { readFigures } from "./figures.ts";
import { figuresText } from "./figures-text.ts";
import { httpTo } from "./http-to.ts";
import type { LogRow } from "./log-row.ts";
import { patient } from "./patient.ts";
import { progressBar } from "./progress.ts";
import { type LogTime, replayAtLogTime } from "./replay-at-log-time.ts";
import { type ReplayResult, replayLog } from "./replay-log.ts";
import { type Survey, survey } from "./survey.ts";

export interface ReplayRequest {
  /** The server's address, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Opens the log; called twice, first to count. */
  readonly open: () => AsyncIterable<LogRow>;
  readonly inFlight: number;
  /** Present: at the time of the log. */
  readonly logTime?: LogTime;
}

/** Replays a log with a progress bar, then prints what was done and what the projections say. */
export async function replayAndReport({ url, open, inFlight, logTime }: ReplayRequest): Promise<void> {
  const expected = await survey(open());
  const progress = progressBar(expected.rows);
  const http = patient(httpTo(url, inFlight), { onRetry: progress.note });
  const options = { rows: open(), http, inFlight, onRow: progress.step };
  const replayed = logTime === undefined ? replayLog(options) : replayAtLogTime({ ...options, ...logTime });
  const result = await replayed.finally(progress.stop);
  const figures = await readFigures(http, result.position);
  console.log(`\n${doneText(result)}\n\n${figuresText(figures)}\n${othersText(expected, figures.outcomes)}`);
}

function doneText({ accepted, deviations, duplicates }: ReplayResult): string {
  const rows = accepted + deviations;
  const kept = `Replayed ${rows} rows: ${accepted} accepted, ${deviations} kept as deviations.`;
  if (duplicates === 0) return kept;
  return duplicates === rows
    ? `${kept} An earlier replay had brought in all of them: nothing was added.`
    : `${kept} An earlier replay had brought in ${duplicates} of them: ${rows - duplicates} were added.`;
}

function othersText({ applications }: Survey, { submitted }: Readonly<Record<string, number | null>>): string {
  const others = (submitted ?? 0) - applications;
  return others > 0
    ? `\nThe database also holds ${others} applications of other logs; the figures count them too.\n`
    : "";
}

import { isAfter, type Position, startOfLog } from "myelin";
import { deviation } from "../deviation.ts";
import type { Http } from "./http-to.ts";
import { inLanes } from "./in-lanes.ts";
import type { LogRow } from "./log-row.ts";
import { submit } from "./submit.ts";
import { type Command, translator } from "./translator.ts";

export interface ReplayOptions {
  readonly rows: AsyncIterable<LogRow>;
  /** Gets through to the server, however long that takes: see `patient`. */
  readonly http: Http;
  /** Requests under way at the same time, at most. */
  readonly inFlight: number;
  readonly onRow?: () => void;
  /** Goes on from rows of the same log that were replayed before. */
  readonly toCommand?: (row: LogRow) => Command;
}

export interface ReplayResult {
  /** Rows whose command the rules allowed. */
  accepted: number;
  /** Rows that broke a rule and are kept as deviations. */
  deviations: number;
  /** Those of both that an earlier replay had brought in: they added nothing. */
  duplicates: number;
  /** The furthest position of the log that an answer named; wait for it to read what was written. */
  position: Position;
}

/**
 * Submits every row as one command: the rows of an application one after another, as they stand in the log, different
 * applications at the same time. A row that the rules refuse becomes a deviation, so each row adds exactly one event, once.
 */
export async function replayLog({ rows, http, inFlight, onRow, toCommand }: ReplayOptions): Promise<ReplayResult> {
  const result: ReplayResult = { accepted: 0, deviations: 0, duplicates: 0, position: startOfLog };
  await inLanes(translated(rows, toCommand), {
    inFlight,
    laneOf: ({ row }) => row.caseId,
    handle: async ({ row, command }) => {
      const outcome = await submit(http, { command, key: row.key });
      result[outcome.ok ? "accepted" : "deviations"] += 1;
      const kept = outcome.ok ? outcome : await recordDeviation(http, { row, command, rule: outcome.reason });
      if (kept.duplicate) result.duplicates += 1;
      if (isAfter(kept.position, result.position)) result.position = kept.position;
      onRow?.();
    },
  });
  return result;
}

interface Step {
  readonly row: LogRow;
  readonly command: Command;
}

/** Translates in the log's order, whatever order the answers come in. */
async function* translated(rows: AsyncIterable<LogRow>, toCommand = translator()): AsyncGenerator<Step> {
  for await (const row of rows) yield { row, command: toCommand(row) };
}

async function recordDeviation(http: Http, { row, command, rule }: Step & { readonly rule: string }) {
  const record = deviation.commands.RecordDeviation({
    deviationId: row.key,
    applicationId: row.caseId,
    rule,
    command: command.name,
    activity: `${row.activity} ${row.lifecycle}`,
    resource: row.resource,
    at: row.at,
  });
  const outcome = await submit(http, { command: record, key: `${row.key}-deviation` });
  if (outcome.ok) return outcome;
  throw new Error(`Cannot keep row ${row.number}: its deviation was rejected with ${outcome.reason}`);
}

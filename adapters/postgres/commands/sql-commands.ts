import {
  type AcceptedCommand,
  type AcceptResult,
  type CommandFailure,
  type CommandLog,
  type CommandStatus,
  isRecord,
} from "../../../src/runtime/mod.ts";
import type { Driver, SqlRow, SqlValue } from "../driver.ts";
import { appendError, engineError } from "../engine-error.ts";
import { parseJson } from "../events/event-columns.ts";
import { recordedCommand } from "../events/recorded-command.ts";
import { numberAt, textAt } from "../sql/columns.ts";
import { refuseUnstorable } from "../sql/refuse-unstorable.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { acceptText, failText, findText, finishText, sweepText, takeText } from "./command-texts.ts";

interface Call {
  readonly text: string;
  readonly values: readonly SqlValue[];
  readonly act: string;
  /** What to throw for what the driver threw; default: the store's error of a call that may be made again. */
  readonly errorOf?: (thrown: unknown, act: string) => unknown;
}

/** Each method is one statement, committed by itself. */
export function sqlCommands({ driver, schema }: { driver: Driver; schema: SchemaName }): CommandLog {
  const call = async ({ text, values, act, errorOf = engineError }: Call): Promise<readonly SqlRow[]> => {
    try {
      return (await driver.query({ text, values, prepare: true })).rows;
    } catch (error) {
      throw errorOf(error, act);
    }
  };
  return {
    accept: async (request) => {
      const { id, hash, submission, leaseMs } = request;
      const act = `accept command "${id}"`;
      refuseUnstorable([id], act);
      const values = [id, hash, JSON.stringify(submission), String(leaseMs)];
      // Whoever is told that it was not accepted must not see it handled.
      const rows = await call({ text: acceptText(schema), values, act, errorOf: appendError });
      return acceptResult(request, rows[0]);
    },
    take: async ({ limit, leaseMs }) => {
      const values = [String(limit), String(leaseMs)];
      const rows = await call({ text: takeText(schema), values, act: "take accepted commands" });
      return rows.map(takenCommand);
    },
    finish: async ({ id, attempt }) => {
      const values = [id, String(attempt)];
      await call({ text: finishText(schema), values, act: `finish accepted command "${id}"` });
    },
    fail: async ({ id, attempt }, { code, message }) => {
      const values = [id, String(attempt), JSON.stringify({ code, message })];
      await call({ text: failText(schema), values, act: `fail accepted command "${id}"` });
    },
    find: async (id) => {
      const rows = await call({ text: findText(schema), values: [id], act: `find command "${id}"` });
      return commandStatus(id, rows[0]);
    },
    sweep: async ({ keptMs, limit }) => {
      const values = [String(keptMs), String(limit)];
      const rows = await call({ text: sweepText(schema), values, act: "forget old commands" });
      return numberAt(rows[0], 0);
    },
  };
}

function acceptResult(
  { id, hash, submission }: Omit<AcceptedCommand, "attempt">,
  row: SqlRow | undefined,
): AcceptResult {
  const [attempt, recorded] = [row?.[0] ?? null, row?.[1] ?? null];
  if (attempt !== null) return { kind: "accepted", command: { id, hash, submission, attempt: Number(attempt) } };
  if (recorded === null) return { kind: "known", status: { status: "pending", hash: textAt(row, 2) } };
  return { kind: "known", status: { status: "recorded", recorded: recordedCommand(id, parseJson(recorded)) } };
}

function takenCommand(row: SqlRow): AcceptedCommand {
  const submission = parseJson(textAt(row, 2));
  return { id: textAt(row, 0), hash: textAt(row, 1), submission, attempt: numberAt(row, 3) };
}

function commandStatus(id: string, row: SqlRow | undefined): CommandStatus | undefined {
  const [recorded, hash, failure] = [row?.[0] ?? null, row?.[1] ?? null, row?.[2] ?? null];
  if (recorded !== null) return { status: "recorded", recorded: recordedCommand(id, parseJson(recorded)) };
  if (hash === null) return undefined;
  return failure === null ? { status: "pending", hash } : { status: "failed", hash, failure: failureOf(failure) };
}

function failureOf(text: string): CommandFailure {
  const json = parseJson(text);
  return isRecord(json)
    ? { code: String(json.code), message: String(json.message) }
    : { code: "internal", message: text };
}

import type { AcceptedCommand, Clock, CommandLog, CommandStatus } from "../../src/runtime/mod.ts";
import type { Acceptance, MemoryLog } from "./memory-log.ts";

interface Accepted {
  readonly clock: Pick<Clock, "now">;
  readonly log: MemoryLog;
  readonly rows: Map<string, Acceptance>;
  readonly isKept: (id: string) => boolean;
}

export interface MemoryCommandsOptions {
  /** Whether an id is not to be forgotten yet. */
  readonly isKept: (id: string) => boolean;
}

/** Acceptances beside the kept outcomes of the log; leases go by the clock. */
export function memoryCommands(log: MemoryLog, { isKept }: MemoryCommandsOptions): CommandLog {
  const accepted: Accepted = { clock: log.clock, log, rows: log.accepted, isKept };
  const { rows, clock } = accepted;
  return {
    accept: async ({ id, hash, submission, leaseMs }) => {
      const status = statusOf(accepted, id);
      if (status !== undefined && status.status !== "failed") return { kind: "known", status };
      const attempt = (rows.get(id)?.attempt ?? 0) + 1;
      rows.delete(id);
      const acceptance = { hash, submission: structuredClone(submission), attempt, leaseUntil: clock.now() + leaseMs };
      rows.set(id, acceptance);
      return { kind: "accepted", command: commandOf(id, acceptance) };
    },
    take: async ({ limit, leaseMs }) => {
      const due = [...rows].filter(([, row]) => row.failure === undefined && row.leaseUntil <= clock.now());
      return due.slice(0, limit).map(([id, row]) => {
        const taken = { ...row, attempt: row.attempt + 1, leaseUntil: clock.now() + leaseMs };
        rows.set(id, taken);
        return commandOf(id, taken);
      });
    },
    finish: async (command) => {
      if (leased(accepted, command) !== undefined) rows.delete(command.id);
    },
    fail: async (command, { code, message }) => {
      const row = leased(accepted, command);
      if (row !== undefined) rows.set(command.id, { ...row, leaseUntil: clock.now(), failure: { code, message } });
    },
    find: async (id) => statusOf(accepted, id),
    sweep: async (request) => sweep(accepted, request),
  };
}

function commandOf(id: string, { hash, submission, attempt }: Acceptance): AcceptedCommand {
  return { id, hash, submission: structuredClone(submission), attempt };
}

/** The acceptance, as long as it is this attempt's. */
function leased({ rows }: Accepted, { id, attempt }: Pick<AcceptedCommand, "id" | "attempt">): Acceptance | undefined {
  const row = rows.get(id);
  return row?.attempt === attempt && row.failure === undefined ? row : undefined;
}

function statusOf({ log, rows }: Accepted, id: string): CommandStatus | undefined {
  const kept = log.commands.get(id);
  if (kept !== undefined) return { status: "recorded", recorded: kept.recorded };
  const row = rows.get(id);
  if (row === undefined) return undefined;
  if (row.failure === undefined) return { status: "pending", hash: row.hash };
  return { status: "failed", hash: row.hash, failure: row.failure };
}

function sweep({ clock, log, rows, isKept }: Accepted, { keptMs, limit }: { keptMs: number; limit: number }): number {
  const before = clock.now() - keptMs;
  const outcomes = [...log.commands].filter(([id, { at }]) => at <= before && !isKept(id)).slice(0, limit);
  const failures = [...rows].filter(([, row]) => row.failure !== undefined && row.leaseUntil <= before).slice(0, limit);
  for (const [id] of outcomes) log.commands.delete(id);
  for (const [id] of failures) rows.delete(id);
  return outcomes.length + failures.length;
}

import type { InstanceStatus, SendStatus } from "../../../src/runtime/mod.ts";
import { grouped } from "./log-event.ts";

/** An event of an account or a transfer. */
export interface BankEvent {
  /** Qualified. */
  readonly type: string;
  /** The id. */
  readonly stream: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly commandId: string;
  /** The instance whose command made it. */
  readonly instance: string | null;
}

/** A command of an instance. */
export interface OutboxEntry {
  readonly instance: string;
  readonly commandId: string;
  readonly status: SendStatus;
}

/** What the database holds in the end. */
export interface BankBooks {
  /** In the order of the log. */
  readonly events: readonly BankEvent[];
  readonly outbox: readonly OutboxEntry[];
  readonly instances: ReadonlyMap<string, InstanceStatus>;
  /** Of the projection, by account. */
  readonly balances: ReadonlyMap<string, number>;
  /** Timers of instances that have ended. */
  readonly leftTimers: number;
}

export interface TransferFindings {
  readonly completed: number;
  readonly compensated: number;
  readonly refused: number;
  readonly wrong: number;
  readonly unfinished: number;
  readonly stuck: number;
}

type Fate = keyof TransferFindings;

/** What became of each transfer that was requested: its instance says so, and the money moved accordingly, once. */
export function judgeTransfers({ events, instances }: BankBooks): TransferFindings {
  const found = { completed: 0, compensated: 0, refused: 0, wrong: 0, unfinished: 0, stuck: 0 };
  const moved = grouped(
    events.filter(({ instance }) => instance !== null),
    ({ instance }) => String(instance),
  );
  const requests = grouped(
    events.filter(({ type }) => type === "transfer.TransferRequested"),
    ({ stream }) => stream,
  );
  for (const [id, [request]] of requests)
    if (request !== undefined) found[fateOf(request, { status: instances.get(id), moved: moved.get(id) ?? [] })]++;
  // Nobody asked for these.
  for (const id of moved.keys()) if (!requests.has(id)) found.wrong++;
  return found;
}

interface Moved {
  readonly status: InstanceStatus | undefined;
  readonly moved: readonly BankEvent[];
}

function fateOf({ data }: BankEvent, { status, moved }: Moved): Fate {
  if (status === "stuck") return "stuck";
  if (status !== "completed" && status !== "failed") return "unfinished";
  const { from, to, amount } = data;
  const trace = moved.map((event) => `${event.type} ${event.stream} ${event.data.amount}`).join(", ");
  const out = `account.MoneyWithdrawn ${from} ${amount}`;
  if (status === "completed") return trace === `${out}, account.MoneyDeposited ${to} ${amount}` ? "completed" : "wrong";
  if (trace === "") return "refused";
  return trace === `${out}, account.MoneyDeposited ${from} ${amount}` ? "compensated" : "wrong";
}

/** Cents by which the log, and by which the projection, differ from what was paid in by hand. */
export function judgeMoney({ events, balances }: BankBooks, paidIn: number): number {
  const change = ({ type, data }: BankEvent): number => {
    if (type === "account.MoneyDeposited") return Number(data.amount);
    return type === "account.MoneyWithdrawn" ? -Number(data.amount) : 0;
  };
  const inLog = events.reduce((sum, event) => sum + change(event), 0);
  const inRows = [...balances.values()].reduce((sum, balance) => sum + balance, 0);
  return Math.max(Math.abs(inLog - paidIn), Math.abs(inRows - paidIn));
}

export interface SendFindings {
  readonly doubledCommands: number;
  readonly lostCommands: number;
}

/** Each command of a workflow has one id, known to the outbox, and made one event where it was done and none where it was not. */
export function judgeSends({ events, outbox }: BankBooks): SendFindings {
  const made = grouped(events, ({ commandId }) => commandId);
  const sent = grouped(outbox, ({ commandId }) => commandId);
  const strange = [...made].filter(([id, [first]]) => first?.instance !== null && !sent.has(id));
  const verdicts = [...sent].map(([id, [row]]) => verdictOf(row?.status, made.get(id)?.length ?? 0));
  const count = (verdict: Verdict): number => verdicts.filter((one) => one === verdict).length;
  const twice = [...made.values(), ...sent.values()].filter(({ length }) => length > 1);
  return { doubledCommands: strange.length + twice.length + count("doubled"), lostCommands: count("lost") };
}

type Verdict = "right" | "doubled" | "lost";

function verdictOf(status: SendStatus | undefined, events: number): Verdict {
  if (status === "pending") return "lost";
  if (status === "done") return events === 0 ? "lost" : "right";
  return events === 0 ? "right" : "doubled";
}

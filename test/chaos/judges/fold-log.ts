import { digested } from "../accounts/domain/digest.ts";
import type { LogEvent } from "./log-event.ts";

/** The rows that both folds must hold, by key, as `readRows` spells them. */
export interface FoldedLog {
  readonly balances: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
}

interface Balance {
  accountId: string;
  a: number;
  b: number;
  events: number;
  digest: string;
}

interface Tag {
  tag: string;
  total: number;
  events: number;
  digest: string;
}

/** Folds the accounts' events here, from the first to the last, as if nothing had ever failed. */
export function foldLog(log: readonly LogEvent[]): FoldedLog {
  const [balances, tags] = [new Map<string, Balance>(), new Map<string, Tag>()];
  for (const event of log) {
    if (!event.stream.startsWith("account/")) continue;
    const sign = event.type === "account.Deposited" ? 1 : -1;
    const amount = sign * Number(event.data.amount);
    addBalance(balances, { event, amount });
    addTag(tags, { event, amount });
  }
  return { balances: spelled(balances), tags: spelled(tags) };
}

interface Booking {
  readonly event: LogEvent;
  readonly amount: number;
}

function addBalance(balances: Map<string, Balance>, { event, amount }: Booking): void {
  const accountId = event.stream.slice("account/".length);
  const row = balances.get(accountId) ?? { accountId, a: 0, b: 0, events: 0, digest: "" };
  row[event.data.pocket === "a" ? "a" : "b"] += amount;
  row.events++;
  row.digest = digested(row.digest, event.id);
  balances.set(accountId, row);
}

function addTag(tags: Map<string, Tag>, { event, amount }: Booking): void {
  const tag = String(event.data.tag);
  const row = tags.get(tag) ?? { tag, total: 0, events: 0, digest: "" };
  row.total += amount;
  row.events++;
  row.digest = digested(row.digest, event.id);
  tags.set(tag, row);
}

function spelled(rows: ReadonlyMap<string, object>): ReadonlyMap<string, string> {
  return new Map([...rows].map(([key, row]) => [key, JSON.stringify(Object.entries(row).sort())]));
}

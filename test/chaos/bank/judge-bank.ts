import type postgres from "postgres";
import { readOverlaps } from "../database/findings.ts";
import type { Ordeal } from "../faults/under-faults.ts";
import { countFaults, judgeFaults } from "../judges/judge-faults.ts";
import { judgeMoney, judgeSends, judgeTransfers } from "../judges/judge-transfers.ts";
import type { ChaosOptions } from "../options.ts";
import type { BankResult } from "../result.ts";
import type { Settled } from "../settle.ts";
import { why } from "../why.ts";
import { readBank } from "./read-bank.ts";
import { accounts, opening } from "./requests.ts";

/** What a run of the bank has left behind, beside its database. */
export interface BankEvidence extends Ordeal<readonly string[]> {
  /** Ids of transfers. */
  readonly acknowledged: readonly string[];
  readonly surprises: readonly string[];
  readonly settled: Settled;
  /** Told by the nodes. */
  readonly overlaps: number;
  /** When everything had ended, milliseconds since 1970. */
  readonly at: number;
}

export interface BankJudgement {
  readonly options: ChaosOptions;
  readonly evidence: BankEvidence;
}

export async function judgeBank(sql: postgres.Sql, { options, evidence }: BankJudgement): Promise<BankResult> {
  const books = await readBank(sql);
  const { completed, compensated, refused, ...wrongly } = judgeTransfers(books);
  const requested = new Set(
    books.events.filter(({ type }) => type === "transfer.TransferRequested").map(({ stream }) => stream),
  );
  const counts = {
    lostMoney: judgeMoney(books, accounts * opening),
    ...wrongly,
    ...judgeSends(books),
    lostTransfers: evidence.acknowledged.filter((id) => !requested.has(id)).length,
    leftTimers: books.leftTimers,
    overlaps: Math.max(await readOverlaps(sql), evidence.overlaps),
  };
  const missing = options.transfers - evidence.acknowledged.length;
  const reasons = why({
    counts,
    faults: judgeFaults(evidence.faults, evidence.judgedSeconds),
    settled: evidence.settled.settled,
    surprises: [...evidence.surprises, ...(missing > 0 ? [`${missing} transfers were never acknowledged`] : [])],
  });
  const seconds = (evidence.at - evidence.from) / 1000;
  return {
    ok: reasons.length === 0,
    why: reasons,
    ...{ app: "bank", seed: options.seed, seconds: Math.round((evidence.to - evidence.from) / 1000) },
    ...{ nodes: options.nodes, pooler: options.pooler, break: options.break ?? null },
    transfers: requested.size,
    ...{ completed, compensated, refused, transfersPerSecond: Math.round(requested.size / seconds) },
    events: books.events.length,
    commands: books.outbox.length,
    ...counts,
    faults: countFaults(evidence.faults),
  };
}

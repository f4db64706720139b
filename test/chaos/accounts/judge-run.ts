import type postgres from "postgres";
import { readLog, readOverlaps, readReattempts, readRows, readTrail } from "../database/findings.ts";
import { foldLog } from "../judges/fold-log.ts";
import { type CallerRecord, judgeAcknowledgements, judgeVersions } from "../judges/judge-acknowledgements.ts";
import { judgeEchoes } from "../judges/judge-echoes.ts";
import { countFaults, type DoneFault, judgeFaults } from "../judges/judge-faults.ts";
import { stallsOf, stallText } from "../judges/judge-progress.ts";
import { judgeRows } from "../judges/judge-rows.ts";
import { judgeTrail } from "../judges/judge-trail.ts";
import type { ChaosOptions } from "../options.ts";
import type { AccountsResult } from "../result.ts";
import type { Settled } from "../settle.ts";
import { why } from "../why.ts";

/** What a run has left behind, beside its database. */
export interface Evidence {
  readonly records: readonly CallerRecord[];
  /** Milliseconds since 1970. */
  readonly acknowledged: readonly number[];
  readonly surprises: readonly string[];
  readonly faults: readonly DoneFault[];
  /** Told by the nodes. */
  readonly overlaps: number;
  readonly settled: Settled;
  /** New versions of projections that took the place of the old ones. */
  readonly rebuilds: number;
  /** When load and faults began and ended, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

function judgeRebuilds(rebuilds: number): readonly string[] {
  return rebuilds > 0 ? [] : ["No projection was rebuilt"];
}

/** Longest time without progress, milliseconds. */
const withinMs = 10_000;

/** Judges the database against what the callers were told. */
export async function judgeRun(
  sql: postgres.Sql,
  { options, evidence }: { readonly options: ChaosOptions & { readonly seconds: number }; readonly evidence: Evidence },
): Promise<AccountsResult> {
  const log = await readLog(sql);
  const wanted = log.filter(({ stream }) => stream.startsWith("account/"));
  const [trail, fragile] = [await readTrail(sql, "chaos_trail"), await readTrail(sql, "chaos_fragile")];
  const [inTrail, inFragile] = [judgeTrail(trail.rows, wanted), judgeTrail(fragile.rows, wanted)];
  const acknowledged = judgeAcknowledgements(evidence.records, log);
  const echoes = judgeEchoes(log);
  const stretch = { from: evidence.from, to: evidence.to, withinMs };
  const stalls = [
    ...stallsOf(evidence.acknowledged, stretch).map((stall) => stallText("commands", stall)),
    ...stallsOf(trail.times, stretch).map((stall) => stallText("the trail", stall)),
  ];
  const counts = {
    lost: acknowledged.lost + judgeVersions(log),
    doubled: acknowledged.doubled + inTrail.doubled + inFragile.doubled + echoes.doubled,
    skipped: inTrail.skipped + inFragile.skipped + echoes.skipped,
    reordered: inTrail.reordered + inFragile.reordered,
    overlaps: Math.max(await readOverlaps(sql), evidence.overlaps),
    diverged: (await divergedRows(sql, log)).length,
    stalls: stalls.length,
  };
  const { settled, surprises } = evidence;
  const faults = [...judgeFaults(evidence.faults, options.seconds), ...judgeRebuilds(evidence.rebuilds)];
  const reasons = why({ counts, faults, settled: settled.settled, surprises: [...stalls, ...surprises] });
  const { seed, seconds, nodes, pooler } = options;
  return {
    ok: reasons.length === 0,
    why: reasons,
    ...{ app: "accounts", seed, seconds, nodes, pooler, break: options.break ?? null },
    commands: evidence.records.filter(({ outcome }) => outcome !== "unknown").length,
    events: log.length,
    faults: countFaults(evidence.faults),
    ...counts,
    reattempts: await readReattempts(sql),
    letters: evidence.settled.letters,
    rebuilds: evidence.rebuilds,
  };
}

async function divergedRows(sql: postgres.Sql, log: Awaited<ReturnType<typeof readLog>>): Promise<readonly string[]> {
  const { balances, tags } = foldLog(log);
  return [
    ...judgeRows(await readRows(sql, { table: "chaos_balances", key: "accountId" }), balances),
    ...judgeRows(await readRows(sql, { table: "chaos_tags", key: "tag" }), tags),
  ];
}

import type { Bench } from "../measure-commands.ts";
import { type Child, startChild } from "../processes/child.ts";
import { type Entrant, entrants, type ProcessorCase, processorPeers } from "./cases.ts";
import { fillLog } from "./fill-log.ts";
import type { ProcessorFigures, ProcessorJob } from "./processor-job.ts";
import { catchUpRow, deadLetterRow, type PolicyPair, type ProcessorRow, processorRows } from "./processor-report.ts";

const scripts: Readonly<Record<Entrant, string>> = {
  "fold-1": "contestants/myelin-processor",
  "fold-16": "contestants/myelin-processor",
  "free-upsert": "contestants/myelin-processor",
  rawRead: "contestants/raw-read",
  emmettConsumer: "peers/emmett-consumer",
  emmettUpsert: "peers/emmett-consumer",
};

/** Pairs of the dead-letter case, beside the rounds of the others: an interval needs many. */
const pairCount = 12;

/** All on one log, in turn: each stretch is a processor that has never run before. */
export function measureProcessors(bench: Bench): Promise<readonly ProcessorRow[]> {
  return bench.server.withDatabase(async (url) => {
    bench.say("  filling the log");
    await fillLog(url);
    const measuring: Measuring = { bench, url, next: 0 };
    const wanted = (name: ProcessorCase): boolean => bench.options.processorCases.includes(name);
    return [
      ...(await measureEntrants(measuring)),
      ...(wanted("catch-up") ? [await measureCatchUp(measuring)] : []),
      ...(wanted("dead-letters") ? [await measureDeadLetters(measuring)] : []),
    ];
  });
}

interface Measuring {
  readonly bench: Bench;
  readonly url: string;
  /** Number of the next job. */
  next: number;
}

async function measureEntrants(measuring: Measuring): Promise<readonly ProcessorRow[]> {
  const { rounds, processorCases, profile } = measuring.bench.options;
  const mine = entrants.filter((entrant) => processorCases.some((name) => name === entrant));
  if (mine.length === 0) return [];
  const all = [...mine, ...processorPeers].map((entrant) => ({
    entrant,
    child: startChild(scripts[entrant], { profile, label: entrant }),
    rates: [] as number[],
  }));
  try {
    for (let round = 1; round <= rounds; round++)
      for (const { entrant, child, rates } of all) rates.push((await ask(measuring, { entrant, child })).rate);
  } finally {
    await Promise.all(all.map(({ child }) => child.stop()));
  }
  return processorRows(all);
}

async function measureCatchUp(measuring: Measuring): Promise<ProcessorRow> {
  const child = startChild(scripts["fold-16"]);
  const whole = { entrant: "fold-16", child, rampMs: 0, timedMs: undefined } as const;
  return catchUpRow(await ask(measuring, whole).finally(() => child.stop()));
}

/** Each policy in a process of its own; who begins changes from pair to pair. */
async function measureDeadLetters(measuring: Measuring): Promise<ProcessorRow> {
  const children = { halt: startChild(scripts["fold-1"]), deadLetter: startChild(scripts["fold-1"]) };
  const rate = async (onFailure: keyof PolicyPair): Promise<number> =>
    (await ask(measuring, { entrant: "fold-1", child: children[onFailure], onFailure })).rate;
  const pairs: PolicyPair[] = [];
  try {
    // The first stretch of each warms its process up.
    for (const policy of ["halt", "deadLetter"] as const) await rate(policy);
    while (pairs.length < pairCount) {
      const first = pairs.length % 2 === 0 ? await rate("halt") : 0;
      const deadLetter = await rate("deadLetter");
      pairs.push({ deadLetter, halt: first || (await rate("halt")) });
    }
  } finally {
    await Promise.all(Object.values(children).map((child) => child.stop()));
  }
  return deadLetterRow(pairs);
}

interface Asked extends Pick<ProcessorJob, "entrant" | "onFailure"> {
  readonly child: Child;
  /** Default: as the options say. */
  readonly rampMs?: number;
  readonly timedMs?: number | undefined;
}

async function ask(measuring: Measuring, { child, ...asked }: Asked): Promise<ProcessorFigures> {
  const { options, say } = measuring.bench;
  const times = { rampMs: options.seconds * 200, timedMs: options.seconds * 1000 };
  const job: ProcessorJob = { ...times, ...asked, url: measuring.url, nth: measuring.next++ };
  const figures = await child.ask<ProcessorFigures>(job);
  const rate = Math.round(figures.rate).toLocaleString("en");
  say(`  ${asked.entrant.padEnd(16)} ${(asked.onFailure ?? "").padEnd(10)} ${rate.padStart(9)}/s`);
  return figures;
}

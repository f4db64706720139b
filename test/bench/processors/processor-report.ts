import { median } from "../figures.ts";
import { type Entrant, type ProcessorPeer, processorPeers } from "./cases.ts";
import { type MedianInterval, medianInterval } from "./interval.ts";
import type { ProcessorFigures } from "./processor-job.ts";

/** How fast events are handled. */
export interface ProcessorRow {
  readonly case: string;
  readonly mode?: string;
  /** Events a second: the median of all rounds. */
  readonly rate: number;
  /** How many times a peer's rate in the same run; a peer's own row has none. */
  readonly over: Partial<Record<ProcessorPeer, number>>;
  /** Of `catch-up`: resident MiB of the process after each quarter of the log. */
  readonly memoryMiB?: readonly number[];
  /** Of `dead-letters`: the part of the rate that the policy costs, 0.01 being 1%, with its 95% interval. */
  readonly cost?: MedianInterval & { readonly pairs: number };
}

/** The rounds of one entrant. */
export interface EntrantRounds {
  readonly entrant: Entrant;
  readonly rates: readonly number[];
}

export function processorRows(rounds: readonly EntrantRounds[]): readonly ProcessorRow[] {
  const medians = new Map(rounds.map(({ entrant, rates }) => [entrant, median(rates)]));
  const isPeer = (entrant: Entrant): boolean => processorPeers.some((peer) => peer === entrant);
  return [...medians].map(([entrant, rate]) => ({
    case: entrant,
    rate,
    over: isPeer(entrant) ? {} : overPeers(rate, medians),
  }));
}

function overPeers(rate: number, medians: ReadonlyMap<Entrant, number>): ProcessorRow["over"] {
  const ratios = processorPeers.flatMap((peer) => {
    const other = medians.get(peer);
    return other === undefined ? [] : [[peer, rate / other]];
  });
  return Object.fromEntries(ratios);
}

export function catchUpRow({ rate, memory }: ProcessorFigures): ProcessorRow {
  return { case: "catch-up", mode: "fold-16", rate, over: {}, memoryMiB: memory };
}

/** Rates of neighbours: the same projection with dead letters and without. */
export interface PolicyPair {
  readonly deadLetter: number;
  readonly halt: number;
}

/** The ratios are taken within pairs: what slows the machine for a while slows both. */
export function deadLetterRow(pairs: readonly PolicyPair[]): ProcessorRow {
  const cost = medianInterval(pairs.map(({ deadLetter, halt }) => 1 - deadLetter / halt));
  const rate = median(pairs.map(({ deadLetter }) => deadLetter));
  return { case: "dead-letters", mode: "fold-1", rate, over: {}, cost: { ...cost, pairs: pairs.length } };
}

import type { CommandCase, Mode } from "../cases.ts";
import { closedLoop } from "../closed-loop.ts";
import { warmAccounts } from "../domain/messages.ts";
import { answerJobs } from "./answer-jobs.ts";

/** One stretch: a contestant on an empty database. */
export interface MeasureJob {
  readonly url: string;
  readonly name: CommandCase;
  readonly mode: Mode;
  readonly callers: number;
  readonly rampMs: number;
  readonly timedMs: number;
  readonly interceptors: boolean;
}

/** Whoever is measured, prepared for the case: its tables are there, its streams are filled. */
export interface Contestant {
  /** One command of a caller, answered when it is durable. False: lost to another caller, to be tried again. */
  readonly call: (caller: number) => Promise<boolean>;
  /** Handles one command of an account as `call` does: what that leaves in memory is what makes its stream warm. */
  readonly touch?: (accountId: string) => Promise<unknown>;
  /** Default: as many as the job says. */
  readonly callers?: number;
  /** Rows that one call stores; default 1. */
  readonly perCall?: number;
  readonly close: () => Promise<void>;
}

/** Makes this process one that measures a contestant, stretch after stretch; its compiled code stays warm in between. */
export function measureContestant(open: (job: MeasureJob) => Promise<Contestant>): void {
  answerJobs<MeasureJob>(async (job) => {
    const { call, touch, callers = job.callers, perCall = 1, close } = await open(job);
    const { name, rampMs, timedMs } = job;
    if (name === "warm-streams" && touch !== undefined) await Promise.all(warmAccounts.map(touch));
    const figures = await closedLoop({ call, callers, perCall, rampMs, timedMs });
    await close();
    return figures;
  });
}

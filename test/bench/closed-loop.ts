import { type Figures, figuresOf } from "./figures.ts";

export interface ClosedLoop {
  /** One call of a caller. False: lost to another caller, the same call is tried again and its time runs on. */
  readonly call: (caller: number) => Promise<boolean>;
  readonly callers: number;
  /** What one call counts. */
  readonly perCall: number;
  /** Untimed, before the clock runs. */
  readonly rampMs: number;
  readonly timedMs: number;
  /** Milliseconds. */
  readonly now?: () => number;
}

/**
 * Callers that each send their next call when the last was answered. Only what is answered within the timed stretch counts. A
 * stretch with fewer answers than callers goes on, up to ten times its length: it would tell of the start only. The first failure
 * is the loop's, when the others have ended.
 */
export async function closedLoop(loop: ClosedLoop): Promise<Figures> {
  const { now = () => performance.now(), callers, perCall } = loop;
  const stretch = timedStretch(loop, now());
  const failures: unknown[] = [];
  const work = async (caller: number): Promise<void> => {
    let began = now();
    while (failures.length === 0 && stretch.lasts(now())) {
      if (!(await loop.call(caller))) continue;
      const ended = now();
      stretch.answered(ended, ended - began);
      began = ended;
    }
  };
  const all = Array.from({ length: callers }, (_, caller) => work(caller).catch((error) => failures.push(error)));
  await Promise.all(all);
  if (failures.length > 0) throw failures[0];
  return figuresOf(stretch.latencies, { timedMs: stretch.lengthMs(), perCall });
}

interface TimedStretch {
  readonly latencies: readonly number[];
  lasts(now: number): boolean;
  answered(now: number, latency: number): void;
  lengthMs(): number;
}

function timedStretch({ rampMs, timedMs, callers }: ClosedLoop, began: number): TimedStretch {
  const from = began + rampMs;
  let until = from + timedMs;
  const latencies: number[] = [];
  const lasts = (now: number): boolean => {
    while (now >= until && latencies.length < callers && until < from + 10 * timedMs) until += timedMs;
    return now < until;
  };
  const answered = (now: number, latency: number): void => {
    if (now >= from && lasts(now)) latencies.push(latency);
  };
  return { latencies, lasts, answered, lengthMs: () => until - from };
}

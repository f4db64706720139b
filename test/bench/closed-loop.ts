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
 * Callers that each send their next call when the last was answered. Only what is answered within the timed stretch counts.
 * The first failure is the loop's, when the others have ended.
 */
export async function closedLoop(loop: ClosedLoop): Promise<Figures> {
  const { now = () => performance.now(), callers, rampMs, timedMs, perCall } = loop;
  const from = now() + rampMs;
  const until = from + timedMs;
  const latencies: number[] = [];
  const failures: unknown[] = [];
  const work = async (caller: number): Promise<void> => {
    let began = now();
    while (failures.length === 0 && now() < until) {
      if (!(await loop.call(caller))) continue;
      const ended = now();
      if (ended >= from && ended < until) latencies.push(ended - began);
      began = ended;
    }
  };
  const all = Array.from({ length: callers }, (_, caller) => work(caller).catch((error) => failures.push(error)));
  await Promise.all(all);
  if (failures.length > 0) throw failures[0];
  return figuresOf(latencies, { timedMs, perCall });
}

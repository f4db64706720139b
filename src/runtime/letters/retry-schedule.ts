import { messageOf } from "../../base/error.ts";
import { shadowName } from "../../model/shadow-name.ts";
import { declaredProcessors } from "../admin/declared-processors.ts";
import type { SweepRound, Swept } from "../sweep/sweeper.ts";
import { type RetryPorts, retryLetters } from "./retry-letters.ts";
import type { AnyProcessorTable } from "./sequence-of.ts";

/** Milliseconds between two looks for sequences that are due: a part of the time after which they are. */
const shortestLook = 100;
const longestLook = 10_000;

/**
 * Tries parked sequences again by themselves, those of policies with `retryEveryMs`: each so long after it was last touched. Every node may run
 * it, whoever owns the segments: a claim keeps two from one sequence. A paused processor's letters wait.
 */
export function retrySchedule(ports: Omit<SchedulePorts, "signal">): RetrySchedule {
  const scheduled = declaredProcessors(ports.tables).flatMap((table) => {
    const untouchedMs = retryEvery(table);
    return untouchedMs === undefined ? [] : [{ processor: table.name, untouchedMs }];
  });
  return {
    run: async (signal) => {
      await Promise.all(scheduled.map((due) => keepRetrying(due, { ...ports, signal })));
    },
    sweep: async ({ signal, failed }) => {
      let letters = 0;
      for (const due of scheduled.flatMap((one) => [one, { ...one, processor: shadowName(one.processor) }])) {
        if (failed.has(due.processor)) continue;
        letters += await retryDue(due, { ...ports, signal }).catch((error: unknown) => {
          failed.add(due.processor);
          ports.log("warn", `Cannot retry letters: ${messageOf(error)}`, { processor: due.processor });
          return 0;
        });
      }
      return { letters, left: signal.aborted && scheduled.length > 0, moved: letters > 0 };
    },
  };
}

export interface RetrySchedule {
  /** Retries what is due whenever it is, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Retries what is due now. */
  sweep(round: SweepRound): Promise<Swept>;
}

interface Due {
  readonly processor: string;
  readonly untouchedMs: number;
}

interface SchedulePorts extends RetryPorts {
  /** Whether the node runs a processor; absent: none that is built beside another one. */
  readonly runs?: (processor: string) => boolean;
  readonly signal: AbortSignal;
}

function retryEvery({ onFailure }: AnyProcessorTable): number | undefined {
  return onFailure.kind === "deadLetter" ? onFailure.retryEveryMs : undefined;
}

async function keepRetrying(due: Due, ports: SchedulePorts): Promise<void> {
  const { clock, log, signal } = ports;
  const { processor, untouchedMs } = due;
  const pause = Math.min(longestLook, Math.max(shortestLook, untouchedMs / 4));
  let failing = false;
  while (!signal.aborted) {
    await clock.sleep(pause, signal);
    try {
      await retryDue(due, ports);
      const shadow = shadowName(processor);
      if (ports.runs?.(shadow)) await retryDue({ ...due, processor: shadow }, ports);
      failing = false;
    } catch (error) {
      // The first in full; what is away or refused stays so for a while.
      if (!failing && !signal.aborted) log("warn", `Cannot retry letters: ${messageOf(error)}`, { processor });
      failing = true;
    }
  }
}

/** Each sequence once: whatever becomes of it, it was touched just now. Answers how many letters were handled. */
async function retryDue(due: Due, ports: SchedulePorts): Promise<number> {
  const { store, log, signal } = ports;
  const { letters } = await store.letters.count(due.processor);
  let all = 0;
  while (letters > 0 && !signal.aborted) {
    if ((await store.segments.state(due.processor))?.paused !== false) break;
    const { sequence, handled, done } = await retryLetters(due, ports);
    if (sequence === null) break;
    all += handled;
    if (handled > 0) log("info", "Letters were retried", { ...sequence, handled, done });
  }
  return all;
}

import { messageOf } from "../../base/error.ts";
import { declaredProcessors } from "../admin/declared-processors.ts";
import { type RetryPorts, retryLetters } from "./retry-letters.ts";
import type { AnyProcessorTable } from "./sequence-of.ts";

/** Milliseconds between two looks for sequences that are due: a part of the time after which they are. */
const shortestLook = 100;
const longestLook = 10_000;

/**
 * Tries parked sequences again by themselves, those of policies with `retryEveryMs`: each so long after it was last touched. Every node may run
 * it, whoever owns the segments: a claim keeps two from one sequence. A paused processor's letters wait.
 */
export function retrySchedule(ports: Omit<RetryPorts, "signal">): { run(signal: AbortSignal): Promise<void> } {
  const scheduled = declaredProcessors(ports.tables).flatMap((table) => {
    const untouchedMs = retryEvery(table);
    return untouchedMs === undefined ? [] : [{ processor: table.name, untouchedMs }];
  });
  return {
    run: async (signal) => {
      await Promise.all(scheduled.map((due) => keepRetrying(due, { ...ports, signal })));
    },
  };
}

interface Due {
  readonly processor: string;
  readonly untouchedMs: number;
}

interface SchedulePorts extends RetryPorts {
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
      failing = false;
    } catch (error) {
      // The first in full; what is away or refused stays so for a while.
      if (!failing && !signal.aborted) log("warn", `Cannot retry letters: ${messageOf(error)}`, { processor });
      failing = true;
    }
  }
}

/** Each sequence once: whatever becomes of it, it was touched just now. */
async function retryDue(due: Due, ports: SchedulePorts): Promise<void> {
  const { store, log, signal } = ports;
  const { letters } = await store.letters.count(due.processor);
  if (letters === 0) return;
  while (!signal.aborted) {
    if ((await store.segments.state(due.processor))?.paused !== false) return;
    const { sequence, handled, done } = await retryLetters(due, ports);
    if (sequence === null) return;
    if (handled > 0) log("info", "Letters were retried", { ...sequence, handled, done });
  }
}

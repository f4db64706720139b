import { MyelinError } from "../../base/error.ts";

export interface SequencerOptions {
  /** Commands that may wait behind one key; beyond it `overloaded`. */
  readonly maxWaiting: number;
}

interface Waiter {
  readonly start: () => void;
}

/**
 * Runs the tasks of one key one after another in order of arrival, and those of different keys concurrently. The next task starts when
 * the former's promise has settled, so a task must include its transaction. A failed task does not block; a waiting one that is aborted leaves its neighbours as they were.
 */
export interface Sequencer {
  /** @throws MyelinError `overloaded` when the key's queue is full; the signal's reason when it aborts while waiting. */
  run<Result>(key: string | undefined, work: SequencedWork<Result>): Promise<Result>;
}

export interface SequencedWork<Result> {
  readonly task: () => Promise<Result>;
  readonly signal: AbortSignal;
}

export function sequencer({ maxWaiting }: SequencerOptions): Sequencer {
  // A key is in the map exactly while a task of it runs; the list holds those behind it.
  const queues = new Map<string, Waiter[]>();

  const release = (key: string): void => {
    const next = queues.get(key)?.shift();
    if (next === undefined) queues.delete(key);
    else next.start();
  };

  const enter = async (key: string, signal: AbortSignal): Promise<void> => {
    const queue = queues.get(key);
    if (queue === undefined) queues.set(key, []);
    else if (queue.length >= maxWaiting) throw fullQueue(maxWaiting);
    else await waitTurn(queue, signal);
  };

  return {
    run: async (key, { task, signal }) => {
      if (key === undefined) return task();
      await enter(key, signal);
      try {
        return await task();
      } finally {
        release(key);
      }
    },
  };
}

function waitTurn(queue: Waiter[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      queue.splice(queue.indexOf(waiter), 1);
      reject(signal.reason);
    };
    const waiter: Waiter = {
      start: () => {
        signal.removeEventListener("abort", leave);
        resolve();
      },
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    queue.push(waiter);
  });
}

function fullQueue(maxWaiting: number): MyelinError {
  return new MyelinError(
    "overloaded",
    `Cannot queue the command: ${maxWaiting} commands of its sequence are waiting already; send it again later`,
    { details: { retryAfterMs: 1000 } },
  );
}

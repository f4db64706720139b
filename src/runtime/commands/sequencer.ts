import { MyelinError } from "../../base/error.ts";
import type { Deadline } from "../deadline.ts";

export interface SequencerOptions {
  /** Commands of one key that may be under way or waiting; beyond it `overloaded`. */
  readonly maxWaiting: number;
}

/** One command's turn in its sequence. */
export interface Turn {
  /** Called once, when the turn has come: at once or later, in order of arrival within the key. */
  readonly start: () => void;
  /** Called instead of `start` when the deadline ends first or the queue is full. */
  readonly refuse: (error: MyelinError) => void;
  readonly deadline: Deadline;
  /** Turns of one key that follow each other and have the same convoy start without waiting for each other; undefined: alone. */
  readonly convoy: string | undefined;
}

/**
 * Gives the turns of one key one after another, in order of arrival, and those of different keys at once. The next turn
 * starts when the former is released, so release after the transaction. A turn that ends while waiting leaves its neighbours as they were.
 */
export interface Sequencer {
  enter(key: string, turn: Turn): void;
  /** To be called once for each turn that started. */
  release(key: string): void;
}

interface Queue {
  running: number;
  convoy: string | undefined;
  readonly waiting: Waiter[];
}

interface Waiter {
  readonly turn: Turn;
  readonly leave: () => void;
}

export function sequencer({ maxWaiting }: SequencerOptions): Sequencer {
  // A key is in the map exactly while a turn of it runs.
  const queues = new Map<string, Queue>();
  return {
    enter: (key, turn) => {
      const queue = queues.get(key);
      if (queue === undefined) {
        queues.set(key, { running: 1, convoy: turn.convoy, waiting: [] });
        turn.start();
      } else if (queue.running + queue.waiting.length > maxWaiting) turn.refuse(fullQueue(maxWaiting));
      else if (queue.waiting.length === 0 && joins(queue, turn)) run(queue, turn);
      else if (turn.deadline.over !== undefined) turn.refuse(turn.deadline.over);
      else wait(queue, turn);
    },
    release: (key) => {
      const queue = queues.get(key);
      if (queue === undefined) return;
      queue.running--;
      if (queue.running > 0) return;
      if (queue.waiting.length === 0) queues.delete(key);
      else startNext(queue);
    },
  };
}

function joins(queue: Queue, { convoy }: Turn): boolean {
  return convoy !== undefined && queue.convoy === convoy;
}

function run(queue: Queue, turn: Turn): void {
  queue.running++;
  turn.start();
}

function wait(queue: Queue, turn: Turn): void {
  const giveUp = (error: MyelinError): void => {
    queue.waiting.splice(queue.waiting.indexOf(waiter), 1);
    turn.refuse(error);
  };
  const waiter: Waiter = { turn, leave: turn.deadline.whenOver(giveUp) };
  queue.waiting.push(waiter);
}

/** The next turn, and those behind it that go in its convoy. */
function startNext(queue: Queue): void {
  queue.convoy = queue.waiting[0]?.turn.convoy;
  do {
    const next = queue.waiting.shift();
    next?.leave();
    if (next !== undefined) run(queue, next.turn);
  } while (queue.waiting[0] !== undefined && joins(queue, queue.waiting[0].turn));
}

function fullQueue(maxWaiting: number): MyelinError {
  return new MyelinError(
    "overloaded",
    `Cannot queue the command: ${maxWaiting} commands of its sequence are waiting already; send it again later`,
    { details: { retryAfterMs: 1000 } },
  );
}

import { MyelinError } from "../../base/error.ts";
import type { Deadline, DeadlineListener } from "../deadline.ts";

export interface SequencerOptions {
  /** Commands of one key that may be under way or waiting; beyond it `overloaded`. */
  readonly maxWaiting: number;
}

/** One command's turn in its sequence. */
export interface Turn {
  /** Called once, when the turn has come: at once or later, in order of arrival within the key. */
  start(): void;
  /** Called instead of `start` when the deadline ends first or the queue is full. */
  refuse(error: MyelinError): void;
  readonly deadline: Deadline;
  /**
   * Turns of one key that follow each other and have the same convoy start as soon as the former one has departed, without
   * waiting for its end; undefined: alone.
   */
  readonly convoy: string | undefined;
}

/**
 * Gives the turns of one key one after another, in order of arrival, and those of different keys at once. The next turn
 * starts when the former is released, so release after the transaction. A turn that ends while waiting leaves its neighbours as they were.
 */
export interface Sequencer {
  enter(key: string, turn: Turn): void;
  /** To be called once for each turn that started: its place among those of its convoy is fixed. */
  depart(key: string): void;
  /** To be called once for each turn that started, after its departure. */
  release(key: string): void;
  /** Turns that have not come yet. */
  readonly waiting: number;
}

interface Queue {
  running: number;
  /** Whether the turn that started last has not departed yet. */
  boarding: boolean;
  /** Whether turns are being started right now, further up the stack. */
  starting: boolean;
  convoy: string | undefined;
  readonly waiting: Waiter[];
}

interface Waiter extends DeadlineListener {
  readonly turn: Turn;
}

export function sequencer({ maxWaiting }: SequencerOptions): Sequencer {
  // A key is in the map exactly while a turn of it runs.
  const queues = new Map<string, Queue>();
  const goOn = (key: string, queue: Queue): void => {
    startWaiting(queue);
    if (queue.running === 0 && !queue.starting) queues.delete(key);
  };
  return {
    get waiting() {
      let waiting = 0;
      for (const queue of queues.values()) waiting += queue.waiting.length;
      return waiting;
    },
    enter: (key, turn) => {
      const queue = queues.get(key);
      if (queue === undefined) {
        const fresh: Queue = { running: 0, boarding: false, starting: false, convoy: turn.convoy, waiting: [] };
        queues.set(key, fresh);
        run(fresh, turn);
      } else if (queue.running + queue.waiting.length > maxWaiting) turn.refuse(fullQueue(maxWaiting));
      else if (queue.waiting.length === 0 && joins(queue, turn)) run(queue, turn);
      else if (turn.deadline.over !== undefined) turn.refuse(turn.deadline.over);
      else wait(queue, turn);
    },
    depart: (key) => {
      const queue = queues.get(key);
      if (queue === undefined) return;
      queue.boarding = false;
      goOn(key, queue);
    },
    release: (key) => {
      const queue = queues.get(key);
      if (queue === undefined) return;
      queue.running--;
      goOn(key, queue);
    },
  };
}

function joins(queue: Queue, { convoy }: Turn): boolean {
  return !queue.boarding && convoy !== undefined && queue.convoy === convoy;
}

function run(queue: Queue, turn: Turn): void {
  queue.running++;
  queue.boarding = true;
  queue.convoy = turn.convoy;
  turn.start();
}

function wait(queue: Queue, turn: Turn): void {
  const waiter: Waiter = {
    turn,
    deadlineOver: (error) => {
      queue.waiting.splice(queue.waiting.indexOf(waiter), 1);
      turn.refuse(error);
    },
  };
  turn.deadline.listen(waiter);
  queue.waiting.push(waiter);
}

/** The next turn when none runs any more, and those behind it that go in its convoy. */
function startWaiting(queue: Queue): void {
  // A turn that departs or ends while it starts: the loop further up goes on with the next.
  if (queue.starting) return;
  queue.starting = true;
  for (;;) {
    const [next] = queue.waiting;
    if (next === undefined || (queue.running > 0 && !joins(queue, next.turn))) break;
    queue.waiting.shift();
    next.turn.deadline.unlisten(next);
    run(queue, next.turn);
  }
  queue.starting = false;
}

function fullQueue(maxWaiting: number): MyelinError {
  return new MyelinError(
    "overloaded",
    `Cannot queue the command: ${maxWaiting} commands of its sequence are waiting already; send it again later`,
    { details: { retryAfterMs: 1000 } },
  );
}

/** What is done to the nodes, the database and the way between them. */
export const faultKinds = ["kill", "stop", "restart", "cut", "reshape"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** How a fault is carried out. */
export type FaultForm =
  /** kill -9 of a node, which is started again. */
  | "kill"
  /** SIGSTOP of a node for longer than its lease, then SIGCONT. */
  | "stop"
  /** The database: what runs is rolled back, and the log is replayed at start. */
  | "immediate"
  /** The database: connections are ended, then it stops in order. */
  | "fast"
  /** All of a node's connections break. */
  | "break"
  /** A connection breaks before a commit reaches the server, after it was done, or while it is done. */
  | "before"
  | "after"
  | "meanwhile"
  /** The server ends some backends. */
  | "terminate"
  | "split"
  | "merge";

/** The forms of each kind. */
export const forms: Readonly<Record<FaultKind, readonly FaultForm[]>> = {
  kill: ["kill"],
  stop: ["stop"],
  restart: ["immediate", "fast"],
  cut: ["break", "before", "after", "meanwhile", "terminate"],
  reshape: ["split", "merge"],
};

/** One fault, drawn before the run begins. */
export interface Fault {
  /** Milliseconds since the load began. */
  readonly atMs: number;
  readonly kind: FaultKind;
  readonly form: FaultForm;
  /** Number of the node. */
  readonly target: number;
  /** Chooses what the target does not say: a backend, a processor, a segment. */
  readonly pick: number;
}

/** What a full minute must hold at least, carried out and not only planned. */
export const leastPerMinute: Readonly<Record<FaultKind, number>> = { kill: 3, stop: 2, restart: 1, cut: 5, reshape: 3 };

/** What a part of a minute must hold. */
export function leastIn(kind: FaultKind, seconds: number): number {
  return Math.floor((leastPerMinute[kind] * seconds) / 60);
}

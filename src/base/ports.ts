/** Time as the engine sees it. Milliseconds since 1970, UTC. Tests pass a clock they move. */
export interface Clock {
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Where new message ids come from. Ids are unique; 1 to 255 printable ASCII characters. */
export interface Ids {
  next(): string;
}

/** Numbers in [0, 1), for jitter only: nothing correct depends on them. */
export interface Random {
  next(): number;
}

/** How much a line of the log matters, least first. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Structured log: a level, a sentence, and facts. A log never throws. */
export type Log = (level: LogLevel, message: string, facts?: Readonly<Record<string, unknown>>) => void;

import type { Entrant } from "./cases.ts";

/** One stretch of a processor that has never run before. */
export interface ProcessorJob {
  readonly url: string;
  readonly entrant: Entrant;
  /** Differs between all jobs of a run: part of the processor's name. */
  readonly nth: number;
  /** Default: as projections have it. */
  readonly onFailure?: "halt" | "deadLetter";
  readonly rampMs: number;
  /** Undefined: to the end of the log. */
  readonly timedMs: number | undefined;
}

/** Whoever is measured; it runs when it is opened. */
export interface RunningProcessor {
  /** Events handled so far. */
  handled(): number;
  /** Events of the log that it reads. */
  readonly total: number;
  close(): Promise<void>;
}

export interface ProcessorFigures {
  /** Events a second. */
  readonly rate: number;
  /** Resident memory in MiB after each quarter of the log. */
  readonly memory: readonly number[];
}

import type { Mode } from "./cases.ts";
import type { Figures } from "./figures.ts";

/** All rounds of one contestant in one case. */
export interface Measured {
  readonly case: string;
  readonly callers: number;
  readonly mode: Mode;
  readonly rounds: readonly Figures[];
}

/** Says a line about what is going on. */
export type Say = (line: string) => void;

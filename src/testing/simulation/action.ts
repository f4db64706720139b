/** Something that may happen next. */
export interface Action {
  /** What it is, in words; of all that may happen at one moment no two have the same. A schedule is a list of these. */
  readonly label: string;
  /** Nothing needs it for the run to come to its end: a crash, a delivery again, a command cut in two. */
  readonly extra: boolean;
  /** Time passes: only when nothing else is left to do, or by a rare choice. */
  readonly late?: true;
  run(): void;
}

/** Whoever may do something next. */
export interface Participant {
  actions(): readonly Action[];
}

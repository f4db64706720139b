/** What a sweep can do; each is somebody's who would otherwise run a loop for it. */
export type SweepWork =
  /** Moves segments that nobody owns, and passes idle stretches; for workflows also fires timers and sends commands. */
  | "segments"
  /** Retries letters that are due by their policies. */
  | "letters"
  /** Handles accepted commands whose node has gone. */
  | "commands"
  /** Puts rebuilt projections in the place of their old versions. Their rows are built with `segments`. */
  | "rebuilds"
  /** Makes folds inline that are declared so and are close to the log's end. */
  | "folds"
  /** Forgets the outcomes of old command ids. */
  | "forgetting";

/** What is asked of a sweep. */
export interface SweepOptions {
  /** Milliseconds after which nothing new begins. What is under way then is finished: one batch, letter or command for each that runs side by side. */
  readonly budgetMs: number;
  /** Ends the sweep early, as the end of its budget does. */
  readonly signal?: AbortSignal;
  /** What to do; default everything. After a command, `["segments"]` costs least. */
  readonly only?: readonly SweepWork[];
}

/** What a sweep did. */
export interface SweepResult {
  /** Segments that were moved, or for whose instances something was done, each counted once a round. */
  readonly segments: number;
  /** Events handled by projections, reactors, relays and workflows, those included that became letters. */
  readonly events: number;
  /** Letters that were handled. */
  readonly letters: number;
  /** Accepted commands that were taken over. */
  readonly commands: number;
  /** Whether there may be more that could be done now: the budget ended before, or a segment, a sequence or a workflow's command keeps failing. */
  readonly left: boolean;
}

/** The time that a sweep has. */
export interface SweepRound {
  /** By the engine's clock, in milliseconds since 1970. */
  readonly until: number;
  /** Aborted when the budget ends, or the caller gives up. */
  readonly signal: AbortSignal;
  /** What failed in this sweep, and is not tried again in it. */
  readonly failed: Set<string>;
}

/** What one kind of work came to in a round; counts that are 0 are left out. */
export type Swept = Partial<Omit<SweepResult, "left">> & {
  readonly left: boolean;
  /** Whether it did anything after which others may find something to do. */
  readonly moved: boolean;
};

/** One kind of work that a sweep does. Never begins anything once the signal is aborted; throws what the store throws. */
export interface Sweeper {
  readonly work: SweepWork;
  sweep(round: SweepRound): Promise<Swept>;
}

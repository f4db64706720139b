import type { Invalid } from "./invalid.ts";
import type { JsonMistake } from "./json-safe.ts";

/** When the state of a stream is kept, and how. */
export interface SnapshotOptions<State, Event, Kept> {
  /**
   * A whole number that stands for what makes the state: raise it when `initial`, `evolve`, an upcaster or the state's type changes.
   * Snapshots of other versions are not read.
   */
  readonly version: number;
  /** Keep one after so many events since the last. */
  readonly everyEvents?: number;
  /** Keep one after a load that took at least so many milliseconds. */
  readonly loadingMs?: number;
  /** Keep one when one of these events occurs. */
  readonly onEvents?: readonly Event[];
  /** What JSON keeps in the state's place. Stands before `decode`. */
  readonly encode?: (state: State) => Kept;
  /** The state again. */
  readonly decode?: (kept: Kept) => State;
}

/**
 * Refuses a snapshot that nothing triggers, unknown options, and a state that JSON would not give back. The sentences stand at options
 * that are there, or completion would offer them.
 */
export type CheckSnapshot<Given extends PropertyKey, State, Kept> = {
  readonly [K in Given]: K extends "version"
    ? CheckTrigger<Given> & CheckState<Given, State>
    : K extends "encode"
      ? CheckKept<Kept>
      : K extends keyof SnapshotOptions<State, never, Kept>
        ? unknown
        : Invalid<`a snapshot has no option \`${K & string}\``>;
};

type CheckTrigger<Given> = [Given & ("everyEvents" | "loadingMs" | "onEvents")] extends [never]
  ? Invalid<"a snapshot needs something that triggers it: `everyEvents`, `loadingMs` or `onEvents`">
  : unknown;

type CheckState<Given, State> = ["encode" | "decode"] extends [Given]
  ? unknown
  : [Given & ("encode" | "decode")] extends [never]
    ? [StateMistake<State>] extends [never]
      ? unknown
      : Invalid<`the state has ${StateMistake<State>}, which JSON does not keep; say how with \`encode\` and \`decode\``>
    : Invalid<"a snapshot has `encode` and `decode`, or neither">;

type CheckKept<Kept> = [StateMistake<Kept>] extends [never]
  ? unknown
  : Invalid<`what \`encode\` answers has ${StateMistake<Kept>}, which JSON does not keep; answer text, numbers, lists or objects`>;

/** As JSON has no undefined, a state that is nothing else would come back as null. */
type StateMistake<State> = unknown extends State
  ? never
  : undefined extends State
    ? "undefined" | JsonMistake<State>
    : JsonMistake<State>;

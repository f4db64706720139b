import type { Duration } from "../src/base/duration.ts";
import type { SendAction, SpawnAction, WorkflowAction } from "../src/model/workflow-action.ts";
import type { WorkflowDef } from "./workflow-def.ts";
import type { KeptRetry } from "./workflow-options.ts";

/** What may be left out where nothing has to be in it. */
type Given<Data> = [Data] extends [null]
  ? [data?: Data]
  : Record<never, never> extends Data
    ? [data?: Data]
    : [data: Data];

/** Actions of one kind. */
export type ActionOf<Kind extends WorkflowAction["kind"]> = Extract<WorkflowAction, { readonly kind: Kind }>;

/** What goes along with a command. */
export interface SendOptions {
  /** Sent if the instance fails or is cancelled after this command was done: `send.X(…)`. */
  readonly undo?: SendAction;
  /** When it is sent again that failed through nobody's fault. Default: as the workflow says. */
  readonly retry?: KeptRetry;
}

/**
 * By command, what sends it once what led to it is committed. It is done once, whatever crashes: its id is kept with it. A rejection
 * comes back to `onRejected`; without a reaction to it the instance fails.
 */
export type CommandSenders<Sends> = {
  readonly [K in keyof Sends]: (
    payload: Sends[K] extends { readonly payload: infer Payload } ? Payload : never,
    options?: SendOptions,
  ) => SendAction;
};

/** When a timer is due: after a while, by the engine's clock, or at a time; one that is past fires at once. */
export type TimerDue = { readonly in: Duration } | { readonly at: Date };

/** By timer, what schedules it. With a `key` there can be several of one name; the same name and key again moves it. */
export type TimerSchedulers<Timers> = {
  readonly [K in keyof Timers]: (
    due: TimerDue & { readonly key?: string },
    ...data: Given<Timers[K]>
  ) => ActionOf<"schedule">;
};

/** By timer, what cancels it: that of a key, or all of its name. `all()` cancels every timer of the instance. */
export type TimerCancellers<Timers> = {
  readonly [K in keyof Timers]: (which?: { readonly key?: string }) => ActionOf<"cancelTimer">;
} & { readonly all: () => ActionOf<"cancelTimer"> };

/** By state, what takes the instance there; its data takes the place of what was there. */
export type StateChanges<States> = {
  readonly [K in keyof States]: (...data: Given<States[K]>) => ActionOf<"become">;
};

/** By signal, what shows operators that it is waited for. When it has not come `within` a time, `onTimeout` goes on. */
export type SignalWaits<Signals> = {
  readonly [K in keyof Signals]: (how?: { readonly within?: Duration }) => ActionOf<"wait">;
};

/** By workflow, what starts it as a child. One whose `id` is there already is not started again; default: an id of its own. */
export type ChildSpawners<Spawns> = {
  readonly [K in keyof Spawns]: Spawns[K] extends { readonly input: infer Input }
    ? (...given: [...input: Given<Input>, options?: { readonly id?: string }]) => SpawnAction
    : never;
};

/** By fork, what begins its branches at once. */
export type Forks<Joins> = {
  readonly [K in keyof Joins]: (branches: readonly (SendAction | SpawnAction)[]) => ActionOf<"fork">;
};

/** What a reaction of a workflow can do, and the facts of its instance. What it makes is done only when it is returned. */
export interface StepTools<D extends WorkflowDef, State> {
  /** The instance. */
  readonly id: string;
  /** The name of its state; null before the first one. */
  readonly state: State;
  /** When the reaction is computed, by the engine's clock. It is computed once, whatever crashes. */
  readonly now: Date;
  readonly send: CommandSenders<D["sends"]>;
  readonly schedule: TimerSchedulers<D["timers"]>;
  readonly cancel: TimerCancellers<D["timers"]>;
  readonly become: StateChanges<D["states"]>;
  readonly wait: SignalWaits<D["signals"]>;
  readonly spawn: ChildSpawners<D["spawns"]>;
  /** `onJoined` goes on when all branches have ended. */
  readonly all: Forks<D["joins"]>;
  /** `onJoined` goes on with the first branch that succeeds, or when none has; the others are cancelled, or their commands undone. */
  readonly first: Forks<D["joins"]>;
  /** Ends the instance; its timers are cancelled. */
  readonly complete: (...result: Given<D["result"]>) => ActionOf<"complete">;
  /** Ends the instance: what was sent is waited for, and what was done is undone, last first. */
  readonly fail: (why: string) => ActionOf<"fail">;
}

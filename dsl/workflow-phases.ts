import type { CronTick, Reaction, WorkflowNode, WorkflowReactions } from "../src/model/workflow-node.ts";
import type { AggregatePhase, CheckFinished, EventsOf } from "./any-aggregate.ts";
import type { AnyWorkflow, WorkflowDef } from "./workflow-def.ts";
import type {
  ChildEnds,
  CorrelationOptions,
  Joined,
  NestedReactions,
  Nothing,
  Offered,
  Place,
  ReactionsTo,
  RejectionsOf,
  StartsBy,
} from "./workflow-reactions.ts";
import type { ChildStepTools, EventStepTools, RejectionStepTools, TimerStepTools } from "./workflow-step-tools.ts";
import type { StepTools } from "./workflow-tools.ts";

/** What a reaction finds in some state or in none. */
export type AnyData<D extends WorkflowDef> = D["states"][keyof D["states"]] | null;

/** The name of some state, or null before the first one. */
export type AnyState<D extends WorkflowDef> = (keyof D["states"] & string) | null;

/** One state with its data. */
export type StateWithData<D extends WorkflowDef> = {
  [S in keyof D["states"]]: { readonly state: S; readonly data: D["states"][S] };
}[keyof D["states"]];

/** By command, then by rejection, what it leads to; the tools tell which command it was. */
export type RejectionReactions<D extends WorkflowDef, Names extends keyof D["sends"], Data, State> = {
  readonly [K in Names]: {
    readonly [M in keyof RejectionsOf<D["sends"]>[K]]?: (
      data: Data,
      came: RejectionsOf<D["sends"]>[K][M],
      tools: RejectionStepTools<D, State, D["sends"][K]>,
    ) => Reaction;
  };
} & Offered<D["sends"]>;

/** What is reacted to in one place: `Data` and `State` are what is found there, `Next` is what goes on. */
export interface ReactionPhases<D extends WorkflowDef, Data, State, Next> {
  /**
   * What events of one aggregate lead to. An event is for the instance whose command caused it, or for the one that `by` names.
   */
  on<A extends AggregatePhase, K extends keyof EventsOf<A>>(
    aggregate: A & CheckFinished<A>,
    reactions: ReactionsTo<EventsOf<A>, K, Place<Data, EventStepTools<D, State>>>,
    options?: CorrelationOptions<EventsOf<A>[K]>,
  ): Next;
  /** What the rejection of a command that was sent leads to, by command and rejection. Without a reaction the instance fails. */
  onRejected<K extends keyof D["sends"]>(reactions: RejectionReactions<D, K, Data, State>): Next;
  /** What a timer that is due leads to; what came is what it was scheduled with. */
  onTimer<K extends keyof D["timers"]>(
    reactions: ReactionsTo<D["timers"], K, Place<Data, TimerStepTools<D, State>>>,
  ): Next;
  /** What a signal leads to, whether it was waited for or not. */
  onSignal<K extends keyof D["signals"]>(
    reactions: ReactionsTo<D["signals"], K, Place<Data, StepTools<D, State>>>,
  ): Next;
  /** What it leads to that a signal did not come within the time for which it was waited; what came is null. */
  onTimeout<K extends keyof D["signals"]>(
    reactions: ReactionsTo<Nothing<D["signals"]>, K, Place<Data, StepTools<D, State>>>,
  ): Next;
  /** What the end of a child leads to: `completed` with its result, `failed` with the reason, also where it was cancelled. */
  onChild<K extends keyof D["spawns"]>(
    reactions: NestedReactions<ChildEnds<D["spawns"]>, K, Place<Data, ChildStepTools<D, State>>>,
  ): Next;
  /** What the end of a fork leads to; what came is how its branches ended, in the order in which they were given. */
  onJoined<K extends keyof D["joins"]>(
    reactions: ReactionsTo<Joined<D["joins"]>, K, Place<Data, StepTools<D, State>>>,
  ): Next;
}

/** What an instance reacts to in state `S`, before what it reacts to in all states. */
export interface StateReactions<D extends WorkflowDef, S extends keyof D["states"]>
  extends ReactionPhases<D, D["states"][S], S, StateReactions<D, S>> {
  readonly reactions: WorkflowReactions;
}

/** What begins instances. */
export interface StartPhases<D extends WorkflowDef> {
  /** Events of one aggregate that begin an instance: that which is called like the event's stream, or that which `by` names. */
  start<A extends AggregatePhase, K extends keyof EventsOf<A>>(
    aggregate: A & CheckFinished<A>,
    starts: StartsBy<EventsOf<A>, K, EventStepTools<D, null>>,
    options?: CorrelationOptions<EventsOf<A>[K]>,
  ): StartedWorkflow<D>;
  /** How an instance begins that is started by name: by hand, by another system, or by a parent that spawns it. */
  startWith(start: (input: D["input"], tools: StepTools<D, null>) => Reaction): StartedWorkflow<D>;
  /**
   * Begins an instance at each time of a schedule, by name: five fields, UTC. Exactly one for each time, on whichever node; of times
   * that passed while nobody was there only the last one is made up for.
   */
  cron(entries: Readonly<Record<string, CronStart<D>>>): StartedWorkflow<D>;
}

/** One schedule, and what it begins. */
export interface CronStart<D extends WorkflowDef> {
  /** Minute, hour, day of month, month, day of week, in UTC: `"0 3 * * MON-FRI"`. */
  readonly at: string;
  readonly do: (tick: CronTick, tools: StepTools<D, null>) => Reaction;
}

/** A workflow with its vocabulary: it needs `start`, `startWith` or `cron`. */
export interface UnstartedWorkflow<D extends WorkflowDef> extends StartPhases<D> {
  readonly node: WorkflowNode;
}

/** A workflow that can begin in at least one way: goes on with what it reacts to. */
export interface StartedWorkflow<D extends WorkflowDef> extends StartPhases<D>, Workflow<D> {}

/** A finished workflow: goes into an application. Reactions outside of `in` hold in all states that have none of their own. */
export interface Workflow<D extends WorkflowDef> extends ReactionPhases<D, AnyData<D>, AnyState<D>, Workflow<D>> {
  readonly node: WorkflowNode;
  /** What an instance reacts to in one of its states. */
  in<S extends keyof D["states"] & string>(
    state: S,
    react: (here: StateReactions<D, S>) => StateReactions<D, S>,
  ): Workflow<D>;
  /** Takes running instances of the version before to this one, when an operator asks for it. Without it they stay with theirs. */
  migrate(move: (from: { readonly state: string; readonly data: unknown }) => StateWithData<D>): Workflow<D>;
  /** With the version before in hand, its states and their data are known. */
  migrate<W extends AnyWorkflow>(
    previous: W,
    move: (from: StateWithData<NonNullable<W["~types"]>>) => StateWithData<D>,
  ): Workflow<D>;
  /** Types only; never there at run time. */
  readonly "~types"?: D | undefined;
}

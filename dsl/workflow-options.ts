import type { FailureNode } from "../src/model/processor-node.ts";
import type { RetryNode } from "../src/model/retry-node.ts";
import type { Strictness } from "../src/model/workflow-node.ts";
import type { AggregatePhase, CheckFinished } from "./any-aggregate.ts";
import type { Invalid } from "./invalid.ts";
import type { JsonMistake } from "./json-safe.ts";
import type { StartFrom } from "./processing-options.ts";
import type { InputOf, OutputOf, Schema, Vocabulary } from "./schema.ts";
import type { AnyWorkflow } from "./workflow-def.ts";

/** When a command of a workflow is tried again: `interval`, `exponential` or `noRetry`. A function would not outlive the process. */
export type KeptRetry = Exclude<RetryNode, { readonly kind: "function" }>;

/** What a workflow speaks of, and how it goes along the log. Data of all kinds is JSON and is kept as it is. */
export interface WorkflowOptions {
  /** The aggregates whose commands it sends. */
  readonly sends?: readonly AggregatePhase[];
  /** The workflows that it starts as its children. */
  readonly spawns?: readonly AnyWorkflow[];
  /** The states that an instance can be in, each with the schema of its data. */
  readonly states?: Vocabulary;
  /** What it can be reminded of, each with the schema of what it is scheduled with. */
  readonly timers?: Vocabulary;
  /** What people and other systems can tell an instance, each with the schema of what comes along. */
  readonly signals?: Vocabulary;
  /** Names of its forks: `all.x([…])` and `first.x([…])` begin one, `onJoined` goes on. */
  readonly joins?: readonly string[];
  /** What `startWith` is given by a parent or by hand. */
  readonly input?: Schema;
  /** What it completes with. */
  readonly result?: Schema;
  /** 1, the default, or more. New instances begin with the highest version of the application; others stay with theirs. */
  readonly version?: number;
  /** What becomes of an event that starts an instance which is there already: `"ignore"`, the default, or `"deadLetter"`. */
  readonly onExisting?: Strictness;
  /** What becomes of an event, signal or the like whose instance is not there or has ended: `"ignore"`, the default, or `"deadLetter"`. */
  readonly onMissing?: Strictness;
  /** When a command is sent again that failed through nobody's fault; a command can say its own. Default: for ever, with pauses. */
  readonly retry?: RetryNode;
  /** What becomes of an event, timer or signal whose reaction failed: `halt()`, `skip()` or `deadLetter()`, the default. */
  readonly onFailure?: FailureNode;
  /** Where it begins that has never run. Default: the first event, so that on an old log it starts an instance for all that was. */
  readonly from?: StartFrom;
  /** Into how many segments its instances are cut at its first start, 1 to 1,024. Default: 16. */
  readonly segments?: number;
  /** Counted up when a `by` names other instances than before; default 1. A node that says otherwise may not go on with it. */
  readonly byVersion?: number;
}

/** Refuses unknown options, data that JSON would not carry, and schemas that transform. */
export type CheckWorkflow<O extends WorkflowOptions> = {
  readonly [K in keyof O]: K extends "states" | "timers" | "signals"
    ? { readonly [M in keyof O[K]]: CheckMember<K, M & string, O[K][M]> }
    : K extends "input" | "result"
      ? CheckData<`its ${K}`, O[K]>
      : K extends "sends"
        ? CheckEach<O[K]>
        : K extends "retry"
          ? CheckRetry<O[K]>
          : K extends keyof WorkflowOptions
            ? unknown
            : Invalid<`a workflow has no option \`${K & string}\``>;
};

type CheckRetry<R> = [R] extends [KeptRetry | undefined]
  ? unknown
  : Invalid<"a command of a workflow outlives the process, so its retries cannot be a function; give interval, exponential or noRetry">;

type CheckEach<All> = { readonly [I in keyof All]: CheckFinished<All[I]> };

type Singular = { readonly states: "state"; readonly timers: "timer"; readonly signals: "signal" };

type CheckMember<Part extends keyof Singular, Name extends string, S> = [Part, Name] extends ["timers", "all"]
  ? Invalid<"no timer can be called `all`, since `cancel.all()` cancels all of them">
  : CheckData<`${Singular[Part]} \`${Name}\``, S>;

type CheckData<What extends string, S> = S extends Schema
  ? [JsonMistake<OutputOf<S>>] extends [never]
    ? OutputOf<S> extends InputOf<S>
      ? unknown
      : Invalid<`${What} is changed by its schema; it is kept as it is, so transform where it is used`>
    : Invalid<`${What} has ${JsonMistake<OutputOf<S>>}, which JSON does not keep; use text, numbers, lists or objects`>
  : unknown;

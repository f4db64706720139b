import type { Invalid, Json, Metadata, Position, SequenceAnnouncement, StreamRef } from "../../src/mod.ts";
import type {
  HistoryEntry,
  InstanceHead,
  InstanceRef,
  InstanceStatus,
  SendResult,
  SentCommand,
  TimerRow,
} from "../../src/runtime/mod.ts";
import type { CallOptions, CommandOptions, QueryOptions, StartOptions } from "./client-options.ts";
import type { FollowOptions } from "./follow-options.ts";
import type { Received } from "./received.ts";

/** Anything whose type knows what can be asked of it: an application. Its code is not needed: `import type` does. */
export interface RemoteApplication {
  readonly "~types"?:
    | { readonly commands: object; readonly queries: object; readonly events: object; readonly workflows: object }
    | undefined;
}

type TypesOf<App extends RemoteApplication> = NonNullable<App["~types"]>;
type Part<T, Name extends string> = T extends { readonly [K in Name]: infer Value } ? Value : never;

/** One method for each command. Resolves with its outcome, a rejection of the domain included; everything unexpected is thrown as the engine's errors. */
export type ClientCommands<App extends RemoteApplication> = {
  readonly [N in keyof TypesOf<App>["commands"]]: (
    payload: Part<TypesOf<App>["commands"][N], "payload">,
    options?: CommandOptions,
  ) => Promise<SendResult<TypesOf<App>["commands"][N]>>;
};

/** One method for each query, by projection. Answers are what JSON makes of them: times are text. */
export type ClientQueries<App extends RemoteApplication> = {
  readonly [P in keyof TypesOf<App>["queries"]]: {
    readonly [Q in keyof TypesOf<App>["queries"][P]]: (
      ...asked: Asked<Part<TypesOf<App>["queries"][P][Q], "parameters">>
    ) => Promise<Received<Part<TypesOf<App>["queries"][P][Q], "answer">>>;
  };
};

/** Parameters that may all be left out may be left out altogether. */
type Asked<Parameters> =
  Record<never, never> extends Parameters
    ? [parameters?: Parameters & TextOnly<Parameters>, options?: QueryOptions]
    : [parameters: Parameters & TextOnly<Parameters>, options?: QueryOptions];

/** Refuses parameters that no address can carry. */
type TextOnly<Parameters> = {
  readonly [K in keyof Parameters]: unknown extends Parameters[K]
    ? unknown
    : [Extract<Parameters[K], string | readonly string[]>] extends [never]
      ? Invalid<`parameter \`${K & string}\` takes no text, and over HTTP parameters are text; have its schema take text and make of it what it needs`>
      : unknown;
};

/** One object for each workflow. Wants the token. */
export type ClientWorkflows<App extends RemoteApplication> = {
  readonly [W in keyof TypesOf<App>["workflows"]]: ClientWorkflow<
    Part<TypesOf<App>["workflows"][W], "input">,
    Part<TypesOf<App>["workflows"][W], "signals">
  >;
};

/** What can be asked of one workflow. What is asked for is stored with the answer, and done soon after. */
export interface ClientWorkflow<Input, Signals> {
  /** Begins an instance. Sending it again, with the same id, begins no other one. */
  start(...started: Started<Input>): Promise<InstanceRef>;
  /** Tells an instance something. Never repeated where it may have arrived: `outcome_unknown` then. */
  signal<N extends SignalName<Signals>>(
    id: string,
    told: CallOptions & { readonly name: N; readonly data: SignalData<Signals, N> },
  ): Promise<void>;
  /** Undoes what was done, then ends it. */
  cancel(id: string, options?: CallOptions & { readonly why?: string }): Promise<void>;
  /** Tries again what a stuck instance is stuck on. */
  resume(id: string, options?: CallOptions): Promise<void>;
  show(id: string, options?: InstancePageOptions): Promise<InstanceAnswer>;
  /** The latest first. */
  list(
    options?: InstanceListOptions,
  ): Promise<{ readonly instances: readonly ReceivedInstance[]; readonly next: string | null }>;
}

type Started<Input> = [Input] extends [null]
  ? [input?: Input, options?: StartOptions]
  : [input: Input, options?: StartOptions];

type SignalName<Signals> = Signals extends object ? keyof Signals & string : never;
type SignalData<Signals, N extends string> = Signals extends { readonly [K in N]: infer Data } ? Data : never;

/** An instance as it arrives: times are text. */
export type ReceivedInstance = Omit<Received<InstanceHead>, "waits"> & {
  readonly waits: readonly { readonly signal: string; readonly until: string | null }[];
};

/** Everything about one instance; of long lists a page. */
export type InstanceAnswer = ReceivedInstance & {
  readonly history: readonly Received<HistoryEntry>[];
  readonly commands: readonly Received<SentCommand>[];
  readonly timers: readonly Received<TimerRow>[];
  /** How many letters it waits behind. */
  readonly letters: number;
  /** Where the next page of both lists begins; null where both are at their end. */
  readonly next: { readonly afterStep: number; readonly afterCommand: number } | null;
};

/** Which part of an instance's lists is wanted. */
export interface InstancePageOptions extends CallOptions {
  readonly afterStep?: number;
  readonly afterCommand?: number;
  /** Of each list, at most; default 100. */
  readonly limit?: number;
}

/** Which instances are wanted. */
export interface InstanceListOptions extends CallOptions {
  readonly status?: InstanceStatus;
  /** What `next` of the page before said. */
  readonly after?: string;
  readonly limit?: number;
}

/** An event of the log, in today's shape. Told apart by `type`. */
export interface LogEvent<Type extends string = string, Data = Json> {
  readonly id: string;
  /** Qualified by its aggregate: `account.MoneyDeposited`. */
  readonly type: Type;
  readonly schemaVersion: number;
  readonly stream: StreamRef;
  /** Of its stream. */
  readonly version: number;
  readonly position: Position;
  readonly data: Data;
  readonly metadata: Metadata;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly recordedAt: Date;
}

/** The events of an application and of the engine, by qualified type. */
export type EventTypes<App extends RemoteApplication> = TypesOf<App>["events"] & {
  readonly "myelin.sequence.SequenceParked": SequenceAnnouncement;
  readonly "myelin.sequence.SequenceResumed": SequenceAnnouncement;
};

/** The event of one type, or any of several. */
export type EventOfType<Events, Type extends keyof Events> = {
  readonly [T in Type]: LogEvent<T & string, Events[T]>;
}[Type];

/** Asks an application over HTTP, typed by it. */
export interface Client<App extends RemoteApplication> {
  readonly commands: ClientCommands<App>;
  readonly queries: ClientQueries<App>;
  readonly workflows: ClientWorkflows<App>;
  /**
   * The log as it grows, from `after` on; ends when the loop is left or the signal aborts. It goes on after a lost connection, each event once and
   * in order; what no waiting mends (no right to it, a name that is not there) is thrown. Wants the token.
   */
  events<T extends keyof EventTypes<App> & string = keyof EventTypes<App> & string>(
    options?: FollowOptions<T>,
  ): AsyncIterableIterator<EventOfType<EventTypes<App>, T>>;
  /** Up to where the log had come with the last command of this client; queries wait for it. */
  readonly position: Position | undefined;
  /** Has queries wait for a position that was heard of elsewhere, where it lies further on. */
  seen(position: Position): void;
}

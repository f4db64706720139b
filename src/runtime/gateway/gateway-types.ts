import type { CommandDone, CommandRejected, CommandResultOf } from "../../model/command-result.ts";
import type { CommandSubmission, QuerySubmission } from "../engine.ts";
import type { WorkflowHandle } from "./workflow-methods.ts";

/** Anything whose type knows its commands and queries: an application. */
export interface TypedApplication {
  readonly "~types"?: { readonly commands: object; readonly queries: object; readonly workflows?: object } | undefined;
}

type TypesOf<App extends TypedApplication> = NonNullable<App["~types"]>;
type CommandsOf<App extends TypedApplication> = TypesOf<App>["commands"];
type Part<T, Name extends string> = T extends { readonly [K in Name]: infer Value } ? Value : never;

/** What a command with these types comes to: its events by name, its rejections with their payloads. Told apart by `ok`, then by `reason`. */
export type SendResult<Types> = CommandResultOf<Part<Types, "rejections">>;

/** Called with what became of a command. One that throws is logged and changes nothing. */
export interface CommandHooks<Result = CommandDone | CommandRejected> {
  readonly onDone?: (result: Extract<Result, { ok: true }>) => void;
  readonly onRejected?: (result: Extract<Result, { ok: false }>) => void;
  /** Also for commands whose outcome is not known. */
  readonly onFailed?: (error: unknown) => void;
}

/** What goes along with a command: all of a submission but the command itself, and who hears of its outcome. */
export interface SendOptions<Result = CommandDone | CommandRejected>
  extends Omit<CommandSubmission, "command" | "payload">,
    CommandHooks<Result> {}

/** One method for each command: `commands.OpenAccount({ … })`. */
export type CommandMethods<App extends TypedApplication> = {
  readonly [N in keyof CommandsOf<App>]: (
    payload: Part<CommandsOf<App>[N], "payload">,
    options?: SendOptions<SendResult<CommandsOf<App>[N]>>,
  ) => Promise<SendResult<CommandsOf<App>[N]>>;
};

/** What goes along with a query: all of a submission but the query itself. */
export type AskOptions = Omit<QuerySubmission, "projection" | "query" | "parameters">;

/** One method for each query, by projection: `queries.balances.balanceOf({ … })`. */
export type QueryMethods<App extends TypedApplication> = {
  readonly [P in keyof TypesOf<App>["queries"]]: {
    readonly [Q in keyof TypesOf<App>["queries"][P]]: (
      parameters: Part<TypesOf<App>["queries"][P][Q], "parameters">,
      options?: AskOptions,
    ) => Promise<Part<TypesOf<App>["queries"][P][Q], "answer">>;
  };
};

/** One handle for each workflow: `workflows["move-money"].signal.Approve("t-1", { by: "Ann" })`. */
export type WorkflowMethods<App extends TypedApplication> = {
  readonly [W in keyof NonNullable<TypesOf<App>["workflows"]>]: WorkflowHandle<
    NonNullable<TypesOf<App>["workflows"]>[W]
  >;
};

/** Sends commands to an engine in this process, typed by its application. */
export interface Gateway<App extends TypedApplication> {
  readonly commands: CommandMethods<App>;
  readonly queries: QueryMethods<App>;
  readonly workflows: WorkflowMethods<App>;
  /** Resolves with the outcome, a domain rejection included; throws the engine's errors for everything unexpected. */
  send<N extends keyof CommandsOf<App> & string>(
    command: N,
    payload: Part<CommandsOf<App>[N], "payload">,
    options?: SendOptions<SendResult<CommandsOf<App>[N]>>,
  ): Promise<SendResult<CommandsOf<App>[N]>>;
  /** Does not wait. Failures go to `onFailed`, or to the log where there is none; nothing is kept when the process ends. */
  sendAndForget<N extends keyof CommandsOf<App> & string>(
    command: N,
    payload: Part<CommandsOf<App>[N], "payload">,
    options?: SendOptions<SendResult<CommandsOf<App>[N]>>,
  ): void;
}

import { messageOf } from "../../base/error.ts";
import type { Log } from "../../base/ports.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { Engine } from "../engine.ts";
import { type CommandFacts, commandFacts } from "../telemetry/command-facts.ts";
import { jsonLog } from "../telemetry/json-lines.ts";
import type { AskOptions, CommandHooks, Gateway, SendOptions, TypedApplication } from "./gateway-types.ts";
import { workflowMethods } from "./workflow-methods.ts";

/** What a gateway may be told; nothing is asked for. */
export interface GatewayOptions extends CommandHooks {
  /** Where failures go that nobody waits for. Default: JSON lines on standard error. */
  readonly log?: Log;
}

/**
 * A gateway to an engine in this process. Hooks given here hear of every command, those of a single call of that one; the
 * command's own promise is settled after them.
 *
 * @example
 * ```ts
 * const { commands, queries, workflows } = gateway<typeof bank>(engine);
 * const outcome = await commands.WithdrawMoney({ accountId: "a-1", amount: 500 });
 * if (!outcome.ok && outcome.reason === "InsufficientFunds") console.log(outcome.data.missing);
 * ```
 */
export function gateway<App extends TypedApplication>(engine: Engine, options: GatewayOptions = {}): Gateway<App> {
  const { log = jsonLog, ...hooks } = options;
  const send = (command: string, payload: unknown, own: SendOptions = {}): Promise<CommandResult> =>
    sendCommand({ command, payload, own }, { engine, hooks, log });
  const forget = (command: string, payload: unknown, own: SendOptions = {}): void => {
    send(command, payload, own).catch((error: unknown) => {
      if (own.onFailed === undefined && hooks.onFailed === undefined)
        log("error", `Command "${command}" failed, and nobody waited for it`, {
          ...factsOf(own),
          cause: messageOf(error),
        });
    });
  };
  // Names and types are the application's: the tables have the same names, and only the types know the payloads.
  return {
    commands: commandMethods(engine, send),
    queries: queryMethods(engine),
    workflows: workflowMethods(engine),
    send,
    sendAndForget: forget,
  } as never;
}

type Send = (command: string, payload: unknown, own?: SendOptions) => Promise<CommandResult>;

interface Sending {
  readonly command: string;
  readonly payload: unknown;
  readonly own: SendOptions;
}

function factsOf({ id, correlationId, metadata }: SendOptions): CommandFacts {
  return commandFacts({ commandId: id, correlationId, metadata });
}

interface Way {
  readonly engine: Engine;
  readonly hooks: CommandHooks;
  readonly log: Log;
}

async function sendCommand({ command, payload, own }: Sending, { engine, hooks, log }: Way): Promise<CommandResult> {
  const { onDone, onRejected, onFailed, ...facts } = own;
  const failed = (error: unknown): void =>
    log("error", `A hook of command "${command}" threw`, { ...factsOf(own), cause: messageOf(error) });
  const tell = (call: () => unknown): void => {
    try {
      const answer = call();
      // Hooks are not waited for, also those that take their time.
      if (answer instanceof Promise) answer.catch(failed);
    } catch (error) {
      failed(error);
    }
  };
  try {
    const result = await engine.submit({ command, payload, ...facts });
    for (const heard of [hooks, { onDone, onRejected }])
      tell(() => (result.ok ? heard.onDone?.(result) : heard.onRejected?.(result)));
    return result;
  } catch (error) {
    for (const heard of [hooks, { onFailed }]) tell(() => heard.onFailed?.(error));
    throw error;
  }
}

function commandMethods({ tables }: Engine, send: Send): object {
  const methods = Object.keys(tables.commands).map((name) => [
    name,
    (payload: unknown, own?: SendOptions) => send(name, payload, own),
  ]);
  return Object.freeze(Object.fromEntries(methods));
}

function queryMethods(engine: Engine): object {
  const projections = Object.values(engine.tables.projections).map(({ name, queries }) => {
    const methods = Object.keys(queries).map((query) => [
      query,
      async (parameters: unknown, options: AskOptions = {}) =>
        (await engine.query({ projection: name, query, parameters, ...options })).value,
    ]);
    return [name, Object.freeze(Object.fromEntries(methods))];
  });
  return Object.freeze(Object.fromEntries(projections));
}

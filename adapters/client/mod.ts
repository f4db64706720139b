/**
 * A client of an application over HTTP, for browsers, Node, Deno, Bun and workers: typed by the application without importing its code.
 *
 * @example
 * ```ts
 * import { client } from "myelin/client";
 * import type { bank } from "./bank.ts";
 *
 * const { commands, queries } = client<typeof bank>({ url: "https://bank.example" });
 * await commands.OpenAccount({ accountId: "a-1", owner: "Ann" });
 * console.log(await queries.balances.balanceOf({ accountId: "a-1" }));
 * ```
 *
 * @module
 */

export { isMyelinError, MyelinError } from "../../src/mod.ts";
export type { AggregateIn } from "./aggregate-in.ts";
export { client } from "./client.ts";
export type {
  CallOptions,
  ClientOptions,
  CommandOptions,
  HeaderValues,
  QueryOptions,
  StartOptions,
} from "./client-options.ts";
export type {
  Client,
  ClientCommands,
  ClientQueries,
  ClientWorkflow,
  ClientWorkflows,
  EventOfType,
  EventTypes,
  InstanceAnswer,
  InstanceListOptions,
  InstancePageOptions,
  LogEvent,
  ReceivedInstance,
  RemoteApplication,
} from "./client-types.ts";
export type { FollowOptions } from "./follow-options.ts";
export type { Received } from "./received.ts";

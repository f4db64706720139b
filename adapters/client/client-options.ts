import type { Position, RetryNode } from "../../src/mod.ts";

/** Where the application answers, and how it is asked. */
export interface ClientOptions {
  /** Of the server, with the path where the application is mounted; in a browser it may be a path alone. */
  readonly url: string | URL;
  /** Of the protected addresses (workflows, events), as a bearer token; asked for again with each attempt where it is a function. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>);
  /** Go with every request; asked for again with each attempt where it is a function. */
  readonly headers?: HeaderValues | (() => HeaderValues | Promise<HeaderValues>);
  /** In place of the global one. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Of commands, queries and workflows. Default: a random pause up to 100 ms, doubling up to 5 s, 5 attempts in all. */
  readonly retry?: RetryNode;
  /** Milliseconds for a call with all of its attempts; default 30,000. */
  readonly timeoutMs?: number;
  /** Queries wait for it: what another client, or a page's server, has written. */
  readonly position?: Position;
}

/** Headers by name. */
export type HeaderValues = Readonly<Record<string, string>>;

/** What goes along with any single call, in place of what the client says. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly retry?: RetryNode;
  /** Beside those of the client. */
  readonly headers?: HeaderValues;
}

/** What goes along with a command. */
export interface CommandOptions extends CallOptions {
  /** The command id, 1 to 255 printable ASCII characters; default: one of its own, the same for all attempts. */
  readonly id?: string;
  /** The stream's version that is insisted on: `precondition_failed` at any other. */
  readonly expectedVersion?: number;
  readonly correlationId?: string;
}

/** What goes along with a query. */
export interface QueryOptions extends CallOptions {
  /** A position to wait for, or false for an answer as of now; default: the last one that a command of this client answered. */
  readonly waitFor?: Position | false;
}

/** What goes along with the start of a workflow. */
export interface StartOptions extends CallOptions {
  /** What the instance is called; default: an id of its own. */
  readonly id?: string;
}

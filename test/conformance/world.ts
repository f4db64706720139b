import assert from "node:assert/strict";
import { adminToken } from "./domain/admin-token.ts";

/** What a case may do: talk over HTTP to the bank on the runtime under test. */
export interface World {
  readonly ask: Ask;
  /** The same by another node, or another isolate, on the same database. */
  readonly askOther: Ask;
  /** A text that no other case uses. */
  fresh(): string;
  /** Ends what runs, and starts it anew on the same database; with `quiet` nothing moves projections but a sweep. */
  restart(options?: { readonly quiet?: boolean }): Promise<void>;
  /** One sweep, by whatever the runtime's host calls it by. */
  sweep(): Promise<void>;
}

/** `fetch` with a path in place of the address. */
export type Ask = (path: string, init?: AskInit) => Promise<Response>;

export interface AskInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One behaviour, as data: every runtime runs the same list. */
export interface ConformanceCase {
  readonly name: string;
  readonly run: (world: World) => Promise<void>;
}

export type Facts = Readonly<Record<string, unknown>>;

/** A POST of a payload as JSON. */
export function json(payload: unknown, headers: Readonly<Record<string, string>> = {}): AskInit {
  return { method: "POST", body: JSON.stringify(payload), headers: { "content-type": "application/json", ...headers } };
}

export const asAdmin = { authorization: `Bearer ${adminToken}` } as const;

/** The body of an answer with this status. */
export async function bodyOf(answer: Response | Promise<Response>, status = 200): Promise<unknown> {
  const response = await answer;
  const text = await response.text();
  assert.equal(response.status, status, text);
  return JSON.parse(text);
}

/** The same, as a record; each case compares what it reads. */
export async function factsOf(answer: Response | Promise<Response>, status = 200): Promise<Facts> {
  return (await bodyOf(answer, status)) as Facts;
}

/** A problem with its stable code. */
export async function problemOf(
  answer: Response | Promise<Response>,
  expected: readonly [number, string],
): Promise<Facts> {
  const response = await answer;
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const facts = await factsOf(response, expected[0]);
  assert.equal(facts.code, expected[1], JSON.stringify(facts));
  return facts;
}

/** Opens an account, deposits these amounts one after another, and tells the last position. */
export async function openAccount({ ask, fresh }: World, amounts: readonly number[] = []): Promise<Opened> {
  const accountId = fresh();
  let { position } = await factsOf(ask("/commands/OpenAccount", json({ accountId, owner: "Ann" })));
  for (const amount of amounts)
    ({ position } = await factsOf(ask("/commands/DepositMoney", json({ accountId, amount }))));
  return { accountId, position: String(position) };
}

export interface Opened {
  readonly accountId: string;
  readonly position: string;
}

/** An account's answer to a query, once the position is projected; without one, as things stand. */
export function query({ ask }: World, path: string, { accountId, position }: Partial<Opened>): Promise<Response> {
  const headers: Readonly<Record<string, string>> = position === undefined ? {} : { "myelin-wait-for": position };
  return ask(`/queries/${path}?accountId=${accountId}`, { headers });
}

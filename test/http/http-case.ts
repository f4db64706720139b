import assert from "node:assert/strict";
import type { HttpOptions, ProblemCode } from "../../adapters/http/mod.ts";
import { problemStatuses } from "../../adapters/http/mod.ts";
import { isRecord } from "../../src/runtime/mod.ts";
import { secret } from "./bank.ts";

/** What a case may do: talk to the bank over HTTP, and look at the log behind it. */
export interface HttpWorld {
  /** `fetch` with a path in place of the address. */
  ask(path: string, init?: AskInit): Promise<Response>;
  /** A text that no other case uses, short and without special characters. */
  fresh(): string;
  /** How many events the log has. */
  countEvents(): Promise<number>;
}

/** `duplex` is what streamed bodies ask for, and what the types of `fetch` do not know everywhere. */
export type AskInit = RequestInit & { readonly duplex?: "half" };

/** One behaviour, as data, so that every runtime and host can loop over the same list. */
export interface HttpCase {
  readonly name: string;
  /** How the bank is shown; none for the defaults. */
  readonly options?: HttpOptions;
  readonly run: (world: HttpWorld) => Promise<void>;
}

/** The members of a problem, whichever it has. */
export interface ProblemBody extends Readonly<Record<string, unknown>> {
  readonly code: string;
  readonly detail: string;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
}

/** Checks all that problems have in common, and gives the body for the rest. */
export async function problemOf(response: Response, code?: ProblemCode): Promise<ProblemBody> {
  const text = await response.text();
  assert.equal(response.headers.get("content-type"), "application/problem+json", `${response.status} ${text}`);
  // Every member that is used is checked first.
  const body = JSON.parse(text) as ProblemBody;
  assert.ok(Object.hasOwn(problemStatuses, body.code), `an unlisted code: ${text}`);
  if (code !== undefined) assert.equal(body.code, code, text);
  const { status, title } = problemStatuses[body.code as ProblemCode]; // as the assertion above says
  assert.deepEqual([response.status, body.status, body.title], [status, status, title], text);
  assert.equal(body.type, `urn:myelin:problem:${body.code}`);
  assert.ok(typeof body.detail === "string" && body.detail.length > 0, text);
  assert.ok(!text.includes(secret) && !/\n\s+at /.test(body.detail), `it leaks: ${text}`);
  return body;
}

/** The body of a 200, as JSON. */
export async function answerOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const text = await response.text();
  assert.equal(response.status, 200, text);
  assert.equal(response.headers.get("content-type"), "application/json");
  // Each case compares what it reads.
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

/** A POST of a payload as JSON. */
export function json(payload: unknown, headers: Readonly<Record<string, string>> = {}): AskInit {
  return {
    method: "POST",
    body: JSON.stringify(payload),
    headers: { "content-type": "application/json", ...headers },
  };
}

/** Opens an account and gives its id. */
export async function openAccount({ ask, fresh }: HttpWorld, balance = 0): Promise<string> {
  const accountId = fresh();
  await answerOf(await ask("/commands/OpenAccount", json({ accountId, owner: "Ann" })));
  if (balance > 0) await answerOf(await ask("/commands/DepositMoney", json({ accountId, amount: balance })));
  return accountId;
}

/** The events of an account's stream, through the front door. */
export async function eventsOf(
  world: HttpWorld,
  accountId: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { events } = await answerOf(await world.ask(`/streams/account/${accountId}`, { headers: admin.headers }));
  // The stream's form has cases of its own.
  return events as readonly Readonly<Record<string, unknown>>[];
}

/** An event's metadata without the engine's own entry, which names the node. */
export function ownMetadata(event: Readonly<Record<string, unknown>> | undefined): unknown {
  assert.ok(isRecord(event?.metadata));
  const { "myelin.node": node, ...own } = event.metadata;
  assert.ok(typeof node === "string" && node !== "");
  return own;
}

/** What stands behind the admin token, for whoever has it. */
export function asAdmin({ ask }: HttpWorld): (path: string, init?: AskInit) => Promise<Response> {
  return (path, init = {}) => ask(path, { ...init, headers: { ...admin.headers, ...(init.headers as object) } }); // the cases send plain records
}

/** Options and headers of cases that look into streams. */
export const admin = {
  options: { adminToken: "open-sesame" },
  headers: { authorization: "Bearer open-sesame" },
} as const;

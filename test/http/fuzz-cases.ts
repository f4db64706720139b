import assert from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import { compile } from "../../src/mod.ts";
import { account, bank } from "./bank.ts";
import { clean, type FuzzRequest, fuzzRequests } from "./fuzz-requests.ts";
import { answerOf, type HttpCase, type HttpWorld, json, problemOf } from "./http-case.ts";

/** What a wrong request to a command may be answered with: the codes of the fixed surface that are the caller's fault. */
const callersFault = ["invalid_command", "malformed_json", "unsupported_media_type", "precondition_failed"];

/** A right payload of each command; `BreakAccount`, whose decider throws, is no matter of input. */
const payloads: Readonly<Record<string, unknown>> = {
  OpenAccount: { accountId: "fuzz", owner: "Ann" },
  DepositMoney: { accountId: "fuzz", amount: 12 },
  WithdrawMoney: { accountId: "fuzz", amount: 3 },
  FileStatement: {
    accountId: "fuzz",
    statement: {
      from: "2026-01-31",
      lines: [
        { text: "Rent", cents: -90_000, tags: ["home"] },
        { text: "", cents: 0.5 },
      ],
      note: null,
      final: false,
      channel: "post",
    },
  },
  TouchAccount: { accountId: "fuzz" },
};

export interface FuzzSettings {
  /** Requests for each command. */
  readonly runs: number;
  /** The same seed gives the same requests. */
  readonly seed: number;
}

/** Generated requests to each command, as cases like the others. */
export function fuzzCases(settings: FuzzSettings): readonly HttpCase[] {
  assert.deepEqual(Object.keys(payloads).concat("BreakAccount").sort(), Object.keys(compile(bank).commands));
  const commands = Object.entries(payloads).map(([command, payload]) => fuzzCommand(command, { payload, settings }));
  return [...commands, fuzzReads(settings)];
}

function fuzzCommand(command: string, { payload, settings }: { payload: unknown; settings: FuzzSettings }): HttpCase {
  return {
    name: `${command} takes what is right, and answers what is wrong with its code, leaving nothing behind`,
    run: async (world) => {
      const property = fc.asyncProperty(fuzzRequests(payload), (request) => check(world, { command, request }));
      await fc.assert(property, { numRuns: settings.runs, seed: settings.seed });
    },
  };
}

async function check(world: HttpWorld, { command, request }: { command: string; request: FuzzRequest }): Promise<void> {
  const key = world.fresh();
  const before = await world.countEvents();
  const headers = { ...request.headers, "idempotency-key": key };
  const answer = await world.ask(`/commands/${command}`, { method: "POST", body: request.body, headers });
  if (answer.status === 200) {
    await answerOf(answer);
    assert.ok(isRight(command, request), "a wrong request was taken");
    return;
  }
  const { code } = await problemOf(answer);
  assert.equal(await world.countEvents(), before, `${code} left an event behind`);
  if (code === "rejected") return assert.ok(isRight(command, request), "a wrong request reached the decider");
  assert.ok(callersFault.includes(code), code);
  if (code !== "precondition_failed") assert.ok(!isRight(command, request), `a right request was refused: ${code}`);
  await keyIsFree(world, key);
}

/** Had the wrong request been kept under its key, another payload would be a mismatch. */
async function keyIsFree(world: HttpWorld, key: string): Promise<void> {
  const payload = { accountId: world.fresh() };
  const { duplicate } = await answerOf(
    await world.ask("/commands/TouchAccount", json(payload, { "idempotency-key": key })),
  );
  assert.equal(duplicate, false);
}

/** The same judgement by other means: the schema itself, and what this test knows of its own headers. */
function isRight(command: string, { body, headers }: FuzzRequest): boolean {
  const type = (headers["content-type"] ?? "").split(";")[0];
  if (type !== "application/json" && type !== "application/hal+json") return false;
  if (headers["if-match"] !== undefined && !/^ *"(0|[1-9]\d*)" *$/.test(headers["if-match"])) return false;
  if (!isId(headers["correlation-id"])) return false;
  const value = parsed(body);
  const schema = Object.entries(account.node.commands).find(([name]) => name === command)?.[1];
  // valibot's own parser wants valibot's own type, which the node keeps behind the Standard Schema.
  return value !== undefined && v.is(schema as v.GenericSchema, value);
}

function isId(sent: string | undefined): boolean {
  if (sent === undefined) return true;
  const text = sent.trim();
  if (!text.startsWith('"')) return /^[ -~]{1,255}$/.test(text);
  return /^"([^"\\\u0080-\uffff]|\\["\\])+"$/.test(text);
}

function parsed(body: FuzzRequest["body"]): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(
      typeof body === "string" ? new TextEncoder().encode(body) : body,
    );
    const value: unknown = JSON.parse(text);
    const forbidden = /"__proto__"|"constructor"|\\u0000|\\ud[89a-f]/.test(JSON.stringify(value));
    return forbidden || hasInfinity(value) || depthOf(value) > 64 ? undefined : value;
  } catch {
    return undefined;
  }
}

function hasInfinity(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasInfinity);
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
}

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

/** Queries, streams and addresses: whatever is asked, no answer blames the server. */
function fuzzReads({ runs, seed }: FuzzSettings): HttpCase {
  const segment = fc.oneof(
    fc.constantFrom(
      "queries",
      "balances",
      "balanceOf",
      "streams",
      "account",
      "commands",
      "workflows",
      "payment",
      "..",
      "%00",
      "%zz",
      "constructor",
    ),
    fc.webFragments(),
  );
  const search = fc.oneof(
    fc.webQueryParameters(),
    fc.webQueryParameters().map((text) => `accountId=${text}`),
    fc.constant("accountId=%00"),
  );
  const headers = fc.record(
    {
      "myelin-wait-for": fc.constantFrom("0", "-1", "x", "1e3"),
      accept: fc.constantFrom("*/*", ";;q=x", "text/plain"),
    },
    { requiredKeys: [] },
  );
  const requests = fc.record({
    path: fc.array(segment, { maxLength: 4 }),
    search,
    headers,
    method: fc.constantFrom("GET", "HEAD", "PUT"),
  });
  return {
    name: "every address answers whatever it is asked without a fault of its own",
    options: { development: true, loopback: true },
    run: async ({ ask }) => {
      const property = fc.asyncProperty(requests, async ({ path, search: asked, headers: sent, method }) => {
        const answer = await ask(`/${path.join("/")}?${asked}`, { method, headers: clean(sent) });
        if (answer.status === 200 || method === "HEAD") await answer.text();
        else await problemOf(answer);
        assert.ok(answer.status < 500, String(answer.status));
      });
      await fc.assert(property, { numRuns: runs, seed });
    },
  };
}

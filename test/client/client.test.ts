import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { type ClientOptions, client, type LogEvent, MyelinError } from "../../adapters/client/mod.ts";
import { httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { type NodeServer, serveNode } from "../../adapters/node/mod.ts";
import { exponential, interval, noRetry } from "../../src/mod.ts";
import type { bank } from "../http/bank.ts";
import { type OpenBank, openBank } from "../http/open-bank.ts";

let open: OpenBank;
let server: NodeServer;
let fresh = 0;

beforeAll(async () => {
  open = await openBank(memoryStore());
  const app = httpApp(open.engine, { adminToken: "t", log: () => undefined });
  server = await serveNode({ fetch: app.fetch, port: 0, signals: [] });
});
afterAll(async () => {
  await server.stop();
  await open.close();
});
afterEach(() => {
  requests = [];
});

let requests: { url: string; init: RequestInit }[] = [];

/** A client whose first requests meet these faults, one after another; then all goes well. */
function faulty(
  faults: readonly (Fault | undefined)[],
  options: Partial<ClientOptions> = {},
): ReturnType<typeof client<typeof bank>> {
  const left = [...faults];
  return client<typeof bank>({
    url: server.url,
    token: "t",
    retry: interval({ everyMs: 0, maxAttempts: 4 }),
    ...options,
    fetch: async (url, init) => {
      requests.push({ url, init });
      const fault = left.shift();
      return fault === undefined ? fetch(url, init) : fault(url, init);
    },
  });
}

type Fault = (url: string, init: RequestInit) => Promise<Response>;

const cutBefore: Fault = async () => {
  throw new TypeError("fetch failed");
};
const cutAfter: Fault = async (url, init) => {
  await (await fetch(url, init)).text();
  throw new TypeError("terminated");
};
function problem(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Fault {
  return async () =>
    new Response(JSON.stringify({ code, detail: `it is ${code}`, status, title: code, more: 7 }), {
      status,
      headers: { "content-type": "application/problem+json", ...headers },
    });
}

const newId = (): string => `client-${++fresh}`;
const keys = (): readonly unknown[] => requests.map(({ init }) => new Headers(init.headers).get("idempotency-key"));

describe("commands of a client", () => {
  test("answer outcomes, and rejections by name with their data", async () => {
    const { commands } = client<typeof bank>(server.url);
    const accountId = newId();
    const opened = await commands.OpenAccount({ accountId, owner: "Ann" });
    expect(opened).toMatchObject({
      ok: true,
      stream: { type: "account", id: accountId },
      version: 1,
      duplicate: false,
    });
    const refused = await commands.WithdrawMoney({ accountId, amount: 90 });
    expect(refused).toMatchObject({ ok: false, reason: "InsufficientFunds", sentence: null });
    if (refused.ok || refused.reason !== "InsufficientFunds") throw new Error("told apart above");
    expectTypeOf(refused.data).toEqualTypeOf<{ balance: number; missing: number }>();
    expect(refused.data).toEqual({ balance: 0, missing: 90 });
    const again = await commands.OpenAccount({ accountId, owner: "Ann" });
    expect(again).toMatchObject({
      ok: false,
      reason: "AlreadyOpen",
      sentence: "The account is open already",
      data: null,
    });
  });

  test("are done once under one id, wherever the connection breaks", async () => {
    const { commands } = faulty([cutAfter, cutBefore, undefined]);
    const accountId = newId();
    const opened = await commands.OpenAccount({ accountId, owner: "Ann" });
    expect(opened).toMatchObject({ ok: true, version: 1, duplicate: true });
    expect(new Set(keys()).size).toBe(1);
    expect(requests).toHaveLength(3);
    requests = [];
    await commands.DepositMoney({ accountId, amount: 1 }, { id: 'mine "7"' });
    expect(keys()).toEqual(['"mine \\"7\\""']);
    expect(await commands.DepositMoney({ accountId, amount: 1 }, { id: 'mine "7"' })).toMatchObject({
      duplicate: true,
      version: 2,
    });
  });

  test("are repeated when a server has no time for them, and not when it says what is wrong", async () => {
    const accountId = newId();
    for (const fault of [
      problem(429, "overloaded", { "retry-after": "0" }),
      problem(503, "unavailable", { "retry-after": "0" }),
      problem(503, "outcome_unknown", { "retry-after": "0" }),
      async () => new Response("<h1>Bad gateway</h1>", { status: 502 }),
    ]) {
      requests = [];
      const done = await faulty([fault]).commands.TouchAccount({ accountId });
      expect(done.ok).toBe(true);
      expect(requests).toHaveLength(2);
    }
    for (const [status, code] of [
      [400, "invalid_command"],
      [401, "unauthorized"],
      [404, "unknown_command"],
      [409, "in_progress"],
      [412, "precondition_failed"],
      [422, "idempotency_mismatch"],
      [500, "internal"],
      [504, "timeout"],
    ] as const) {
      requests = [];
      const error = await faulty([problem(status, code)])
        .commands.TouchAccount({ accountId })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(MyelinError);
      expect(error).toMatchObject({ code, message: `it is ${code}`, details: { more: 7 } });
      expect(requests).toHaveLength(1);
    }
  });

  test("wait for a former attempt of their own that is still under way", async () => {
    const done = await faulty([cutBefore, problem(409, "in_progress")]).commands.TouchAccount({ accountId: newId() });
    expect(done.ok).toBe(true);
    expect(requests).toHaveLength(3);
  });

  test("say that nobody knows their outcome when no answer ever came", async () => {
    const all = [cutAfter, cutBefore, cutBefore, problem(503, "unavailable")];
    const { commands } = faulty(all);
    const sent = commands.OpenAccount({ accountId: newId(), owner: "Ann" }, { id: "lost" });
    await expect(sent).rejects.toMatchObject({ code: "outcome_unknown", details: { commandId: "lost" } });
    expect(requests).toHaveLength(4);
    const { commands: once } = faulty([problem(503, "unavailable")], { retry: noRetry() });
    await expect(once.TouchAccount({ accountId: "a" })).rejects.toMatchObject({ code: "unavailable" });
  });

  test("end with their caller's patience", async () => {
    const hang: Fault = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        const end = (): void => reject(new TypeError("aborted"));
        if (signal?.aborted) end();
        else signal?.addEventListener("abort", end);
      });
    const leaving = new AbortController();
    const left = faulty([hang]).commands.TouchAccount({ accountId: "a" }, { signal: leaving.signal });
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: "aborted" });
    await expect(faulty([hang]).commands.TouchAccount({ accountId: "a" }, { timeoutMs: 1 })).rejects.toMatchObject({
      code: "outcome_unknown",
    });
    const late = faulty([hang], { timeoutMs: 1 }).queries.balances.balanceOf({ accountId: "a" });
    await expect(late).rejects.toMatchObject({ code: "timeout" });
    const long = { retry: exponential({ firstMs: 3_600_000, maxAttempts: 9 }), timeoutMs: 1_000 };
    const overloaded = problem(429, "overloaded", { "retry-after": "3600" });
    await expect(faulty([overloaded], long).commands.TouchAccount({ accountId: "a" })).rejects.toMatchObject({
      code: "overloaded",
      details: { retryAfterMs: 3_600_000 },
    });
  });

  test("carry what the options say", async () => {
    const accountId = newId();
    const { commands } = faulty([], { headers: async () => ({ "x-tenant": "north" }) });
    await commands.OpenAccount({ accountId, owner: "Ann" }, { correlationId: "talk", headers: { "x-own": "1" } });
    const sent = new Headers(requests[0]?.init.headers);
    expect([sent.get("x-tenant"), sent.get("x-own"), sent.get("correlation-id")]).toEqual(["north", "1", '"talk"']);
    await expect(commands.TouchAccount({ accountId }, { expectedVersion: 7 })).rejects.toMatchObject({
      code: "precondition_failed",
    });
    const unsayable = { accountId, owner: 1n as never }; // what the types refuse
    await expect(commands.OpenAccount(unsayable)).rejects.toMatchObject({ code: "invalid_command" });
    const wrong = commands.OpenAccount({ accountId: "", owner: "Ann" });
    await expect(wrong).rejects.toMatchObject({
      code: "invalid_command",
      details: { issues: [{ path: "accountId" }] },
    });
  });
});

describe("queries of a client", () => {
  test("wait for what the client has written", async () => {
    const one = faulty([]);
    const { commands, queries } = one;
    const accountId = newId();
    await commands.OpenAccount({ accountId, owner: "Ann" });
    for (let balance = 1; balance <= 20; balance++) {
      const done = await commands.DepositMoney({ accountId, amount: 1 });
      expect(await queries.balances.balanceOf({ accountId })).toBe(balance);
      expect(new Headers(requests.at(-1)?.init.headers).get("myelin-wait-for")).toBe(done.ok && done.position);
    }
    expect(one.position).toBe(new Headers(requests.at(-1)?.init.headers).get("myelin-wait-for"));
    await queries.balances.balanceOf({ accountId }, { waitFor: false });
    expect(new Headers(requests.at(-1)?.init.headers).get("myelin-wait-for")).toBeNull();
  });

  test("answer what JSON makes of it, and ask with lists and without parameters", async () => {
    const { queries } = client<typeof bank>({ url: `${server.url}/` });
    expect(await queries.balances.balanceOf({ accountId: "nobody" })).toBeNull();
    expect(await queries.balances.rowsOf({ accountId: ["x", "y"] })).toEqual([null, null]);
    expect(await queries.balances.double({ count: "21" })).toBe(42);
    await expect(queries.balances.broken()).rejects.toMatchObject({ code: "handler_failed" });
    expectTypeOf(queries.balances.balanceOf).returns.resolves.toEqualTypeOf<number | null>();
  });

  test("forget a place that the log does not have any more", async () => {
    const one = faulty([], { position: "9000000000000000000" as never }); // of another log
    await expect(one.queries.balances.balanceOf({ accountId: "a" })).rejects.toMatchObject({ code: "cursor_ahead" });
    expect(one.position).toBeUndefined();
    expect(await one.queries.balances.balanceOf({ accountId: "a" })).toBeNull();
  });
});

describe("workflows of a client", () => {
  test("are started once, told things, shown, listed and cancelled", async () => {
    const { commands, workflows } = faulty([]);
    const [from, to] = [newId(), newId()];
    for (const accountId of [from, to]) await commands.OpenAccount({ accountId, owner: "Ann" });
    await commands.DepositMoney({ accountId: from, amount: 10 });
    const { payment } = workflows;
    const begun = await faulty([cutAfter]).workflows.payment.start({ from, to, amount: 4 });
    const until = async (id: string, status: string): Promise<void> => {
      for (;;) {
        const shown = await payment.show(id).catch(() => undefined);
        if (shown?.status === status && (status !== "running" || shown.waits.length > 0)) return;
      }
    };
    await until(begun.id, "running");
    const { waits } = await payment.show(begun.id);
    expect(typeof waits[0]?.until).toBe("string");
    await payment.signal(begun.id, { name: "Approve", data: { by: "Zoe" } });
    await until(begun.id, "completed");
    const other = await payment.start({ from, to, amount: 1 }, { id: newId() });
    await until(other.id, "running");
    await payment.cancel(other.id, { why: "changed their mind" });
    await until(other.id, "cancelled");
    const { instances } = await payment.list({ status: "cancelled" });
    expect(instances.find(({ id }) => id === other.id)?.reason).toContain("changed their mind");
    await expect(payment.resume(other.id)).rejects.toMatchObject({ code: "workflow_refused" });
  });

  test("are not told the same thing again where it may have arrived", async () => {
    const { workflows } = faulty([cutBefore]);
    const told = workflows.payment.signal("p", { name: "Approve", data: { by: "Zoe" } });
    await expect(told).rejects.toMatchObject({ code: "outcome_unknown" });
    expect(requests).toHaveLength(1);
    const { workflows: busy } = faulty([problem(503, "unavailable", { "retry-after": "0" })]);
    await expect(busy.payment.signal("p", { name: "Approve", data: { by: "Zoe" } })).rejects.toMatchObject({
      code: "unknown_instance",
    });
  });
});

describe("events of a client", () => {
  const cut: Fault = async (url, init) => {
    const { body, headers } = await fetch(url, init);
    let left = 3;
    const some = new TransformStream<Uint8Array, Uint8Array>({
      transform: (piece, controller) => {
        if (left-- > 0) controller.enqueue(piece);
        else controller.error(new TypeError("terminated"));
      },
    });
    return new Response(body?.pipeThrough(some) ?? null, { headers });
  };

  test("come each once and in order, over connections that break", async () => {
    const { commands, events } = faulty([]);
    const accountId = newId();
    await commands.OpenAccount({ accountId, owner: "Ann" });
    const breaking = faulty([cut, cutBefore, problem(503, "unavailable", { "retry-after": "0" }), cut, cut]);
    const options = {
      types: ["account.MoneyDeposited"],
      stream: { type: "account", id: accountId },
      retry: interval({ everyMs: 0, maxAttempts: 9 }),
    } as const;
    const amounts: number[] = [];
    const sending = (async () => {
      for (let amount = 1; amount <= 30; amount++) await commands.DepositMoney({ accountId, amount });
    })();
    for await (const event of breaking.events(options)) {
      expectTypeOf(event).toEqualTypeOf<LogEvent<"account.MoneyDeposited", { amount: number }>>();
      expect(event.recordedAt).toBeInstanceOf(Date);
      amounts.push(event.data.amount);
      if (amounts.length === 30) break;
    }
    await sending;
    expect(amounts).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    const later: string[] = [];
    for await (const { type, data } of events({ stream: { type: "account", id: accountId } })) {
      later.push(type === "account.AccountOpened" ? data.owner : type);
      if (later.length === 2) break;
    }
    expect(later).toEqual(["Ann", "account.MoneyDeposited"]);
  });

  test("end when the signal aborts, and are refused for what no waiting mends", async () => {
    const leaving = new AbortController();
    const loop = (async () => {
      for await (const _ of faulty([]).events({ after: "latest", signal: leaving.signal }));
      return "ended";
    })();
    leaving.abort();
    expect(await loop).toBe("ended");
    await expect(client<typeof bank>(server.url).events().next()).rejects.toMatchObject({ code: "unauthorized" });
    await expect(
      faulty([])
        .events({ types: ["account.MoneyDeposit" as never] }) // what the types refuse
        .next(),
    ).rejects.toMatchObject({
      code: "invalid_query",
    });
    const given = faulty([cutBefore, cutBefore]).events({ retry: interval({ everyMs: 0, maxAttempts: 2 }) });
    await expect(given.next()).rejects.toMatchObject({ code: "unavailable" });
  });

  test("go on over a connection that has gone silent", async () => {
    const silent: Fault = async () =>
      new Response(new ReadableStream({ start: () => undefined }), {
        headers: { "content-type": "text/event-stream" },
      });
    const { commands } = faulty([]);
    const accountId = newId();
    await commands.OpenAccount({ accountId, owner: "Ann" });
    const events = faulty([(url, { signal }) => withEnd(silent(url, {}), signal)]).events({
      stream: { type: "account", id: accountId },
      idleMs: 5,
      retry: interval({ everyMs: 0, maxAttempts: 99 }),
    });
    // The real connection may be slower than that at first; it is opened until it is not.
    expect((await events.next()).value?.type).toBe("account.AccountOpened");
    await events.return?.();
  });
});

/** As a real connection does, the body ends with the signal. */
async function withEnd(response: Promise<Response>, signal: AbortSignal | null | undefined): Promise<Response> {
  const { headers } = await response;
  const body = new ReadableStream({
    start: (controller) => signal?.addEventListener("abort", () => controller.error(new TypeError("aborted"))),
  });
  return new Response(body, { headers });
}

test("a client is not made of what is no address", () => {
  for (const url of ["", "bank", "ftp://bank.example", "/path"])
    expect(() => client<typeof bank>(url)).toThrow("as an address");
});

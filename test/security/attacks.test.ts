import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AttackedServer, adminToken, attackedServer, leaks, oddNames } from "./open-server.ts";

const admin = { authorization: `Bearer ${adminToken}` };
const json = { "content-type": "application/json" };

describe("a server", () => {
  let server: AttackedServer;
  beforeAll(async () => {
    server = await attackedServer();
  });
  afterAll(() => server.stop());

  const send = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init);
  const command = (body: string) => send("/commands/OpenAccount", { method: "POST", headers: json, body });

  it("refuses bodies beyond its limit, declared or not, and goes on", async () => {
    const large = `{"accountId":"a-1","owner":"${"x".repeat(1_100_000)}"}`;
    expect((await command(large)).status).toBe(413);
    const head =
      "POST /commands/OpenAccount HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nconnection: close\r\n";
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    expect(await server.raw(`${head}transfer-encoding: chunked\r\n\r\n`, ...Array<string>(20).fill(chunk))).toContain(
      "413",
    );
    expect(await server.raw(`${head}content-length: 99999999999\r\n\r\n`)).toContain("413");
    expect((await send("/health/live")).status).toBe(200);
  });

  it("refuses deep JSON, keys that reach for a prototype, and leaves every object as it was", async () => {
    const deep = `${"[".repeat(400_000)}${"]".repeat(400_000)}`;
    const bodies = [
      deep,
      `{"accountId":${deep},"owner":"__proto__"}`,
      '{"__proto__":{"polluted":true},"accountId":"a-1","owner":"Ann"}',
      '{"constructor":{"prototype":{"polluted":true}},"accountId":"a-1","owner":"Ann"}',
      '{"\\u005f\\u005fproto\\u005f\\u005f":{"polluted":true}}',
      '{"accountId":{"__proto__":{"polluted":true}},"owner":"Ann"}',
      '[{"__proto__":[]}]',
    ];
    for (const body of bodies) {
      const answer = await command(body);
      expect([answer.status, (await answer.json()).code], body.slice(0, 60)).toEqual([400, "malformed_json"]);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined(); // what nobody declared
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("answers odd names at every address as names that nobody has", async () => {
    const places = (name: string): readonly [string, RequestInit][] => [
      [`/commands/${name}`, { method: "POST", headers: json, body: "{}" }],
      [`/commands/${name}`, {}],
      [`/queries/${name}/x`, {}],
      [`/queries/balances/${name}`, {}],
      [`/queries/balances/balanceOf?accountId=${name}`, {}],
      [`/queries/balances/balanceOf?${name}=1`, {}],
      [`/streams/${name}/x`, { headers: admin }],
      [`/streams/account/${name}`, { headers: admin }],
      [`/admin/processors/${name}`, { headers: admin }],
      [`/admin/processors/${name}/pause`, { method: "POST", headers: admin }],
      [`/admin/dead-letters/${name}/${name}`, { headers: admin }],
      [`/admin/dead-letters/${name}/retry`, { method: "POST", headers: admin }],
      [`/workflows/${name}`, { headers: admin }],
      [`/workflows/${name}/${name}`, { headers: admin }],
      [`/${name}`, {}],
    ];
    for (const name of oddNames)
      for (const [path, init] of places(name)) {
        const answer = await send(path, init);
        const text = await answer.text();
        const what = `${init.method ?? "GET"} ${path.slice(0, 80)}`;
        expect(answer.status, what).toBeLessThan(500);
        expect(leaks.test(text), `${what}: ${text.slice(0, 200)}`).toBe(false);
        expect(answer.headers.get("set-cookie"), what).toBeNull();
        if (text.includes("<script>")) expect(answer.headers.get("content-type"), what).toMatch(/json/);
      }
    expect(server.logged.filter((line) => line.startsWith("error"))).toEqual([]);
  });

  it("closes what operators see to everybody without the token, whatever is sent in its place", async () => {
    const places = [
      "/admin/processors",
      "/admin/dead-letters",
      "/admin/nodes",
      "/streams/account/a-1",
      "/workflows",
      "/events",
    ];
    const tokens = [
      "",
      "Bearer",
      "Bearer ",
      "Bearer null",
      `Basic ${btoa(`admin:${adminToken}`)}`,
      `Bearer ${adminToken}x`,
      `Bearer ${adminToken.slice(1)}`,
      `bearer ${adminToken.toUpperCase()}`,
      "Bearer undefined",
    ];
    for (const place of places)
      for (const authorization of tokens) {
        const answer = await send(place, { headers: authorization === "" ? {} : { authorization } });
        expect([answer.status, leaks.test(await answer.text())], `${place} ${authorization}`).toEqual([401, false]);
      }
    expect((await send("/node/commands", { method: "POST", headers: { ...json, ...admin }, body: "{}" })).status).toBe(
      403,
    );
  });

  it("refuses pages, parameters and heads that are too large", async () => {
    for (const limit of ["1001", "1e9", "-1", "99999999999999999999", "NaN", "0x10", ""])
      expect((await send(`/streams/account/a-1?limit=${limit}`, { headers: admin })).status, limit).toBe(400);
    const many = Array.from({ length: 1_500 }, (_, n) => `${n.toString(36)}=`).join("&");
    expect((await send(`/queries/balances/balanceOf?${many}`)).status).toBe(400);
    expect(await server.raw(`GET /health/live HTTP/1.1\r\nhost: a\r\nx: ${"a".repeat(20_000)}\r\n\r\n`)).toContain(
      "431",
    );
    expect(await server.raw(`GET /${"a".repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`)).toContain("431");
  });

  it("refuses requests that two servers could read in two ways", async () => {
    const head = "POST /commands/OpenAccount HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
    for (const framing of [
      "content-length: 2\r\ncontent-length: 5\r\n",
      "content-length: 2\r\ntransfer-encoding: chunked\r\n",
      "transfer-encoding: chunked, identity\r\n",
      "content-length: 2\r\n x: folded\r\n",
      "content-length : 2\r\n",
    ])
      expect(await server.raw(`${head}${framing}\r\n{}GET /admin/nodes HTTP/1.1\r\n\r\n`), framing).toMatch(
        /^HTTP\/1\.1 400/,
      );
  });

  it("does not let a request's text into its own headers", async () => {
    const answer = await send("/commands/OpenAccount", {
      method: "POST",
      headers: { ...json, prefer: "respond-async", "idempotency-key": "a b" },
      body: JSON.stringify({ accountId: "acc-header", owner: "Ann" }),
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([202, "/commands/a%20b"]);
    const odd = await send("/commands/%0d%0aset-cookie:a", { method: "POST", headers: json, body: "{}" });
    expect([...odd.headers.keys()].includes("set-cookie")).toBe(false);
  });

  it("serves on after all of that", async () => {
    const opened = await command('{"accountId":"acc-after","owner":"Ann"}');
    expect(opened.status).toBe(200);
  });
});

describe("a server with short patience", () => {
  it("hangs up on whoever sends the head of a request drop by drop", async () => {
    const server = await attackedServer({ host: { headersTimeoutMs: 200 } });
    expect(await server.raw("GET /health/live HTTP/1.1\r\nhost: a\r\nx-")).toMatch(/^HTTP\/1\.1 408/);
    await server.stop();
  });

  it("hangs up on whoever sends a body drop by drop", async () => {
    const server = await attackedServer({ host: { requestTimeoutMs: 200 } });
    const head =
      "POST /commands/OpenAccount HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n";
    expect(await server.raw(head, '{"acc')).not.toMatch(/^HTTP\/1\.1 200/);
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    expect(server.logged.filter((line) => line.startsWith("error"))).toEqual([]);
    await server.stop();
  });
});

describe("callers who wait", () => {
  it("are bounded: one more is told to come again, and a place is free when one has left", async () => {
    const server = await attackedServer({ engine: { maxWaits: 2 } });
    const opened = await fetch(`${server.url}/commands/OpenAccount`, {
      method: "POST",
      headers: json,
      body: '{"accountId":"w-1","owner":"Ann"}',
    });
    const { position } = await opened.json();
    await fetch(`${server.url}/admin/processors/balances/pause`, { method: "POST", headers: admin });
    const deposit = await fetch(`${server.url}/commands/DepositMoney`, {
      method: "POST",
      headers: json,
      body: '{"accountId":"w-1","amount":5}',
    });
    const later = (await deposit.json()).position as string; // a command that was done has one
    expect(BigInt(later) > BigInt(position)).toBe(true);
    const wait = (signal?: AbortSignal) =>
      fetch(`${server.url}/queries/balances/balanceOf?accountId=w-1`, {
        headers: { "myelin-wait-for": later },
        ...(signal === undefined ? {} : { signal }),
      });
    const leaving = new AbortController();
    const waiting = [wait(leaving.signal).catch(() => undefined), wait()];
    const refused = await untilRefused(wait);
    expect([refused.status, refused.headers.get("retry-after") !== null, (await refused.json()).code]).toEqual([
      429,
      true,
      "overloaded",
    ]);
    leaving.abort();
    await fetch(`${server.url}/admin/processors/balances/resume`, { method: "POST", headers: admin });
    expect((await waiting[1])?.status).toBe(200);
    expect((await wait()).status).toBe(200);
    await server.stop();
  });
});

/** The first waits may not have begun: those that come between are ended by themselves. */
async function untilRefused(wait: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
  for (;;) {
    const own = new AbortController();
    const answer = await Promise.race([
      wait(own.signal).catch(() => undefined),
      new Promise<undefined>((done) => setTimeout(done, 200)),
    ]);
    if (answer?.status === 429) return answer;
    own.abort();
  }
}

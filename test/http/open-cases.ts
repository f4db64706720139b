import assert from "node:assert/strict";
import { HTTPException } from "hono/http-exception";
import { secret } from "./bank.ts";
import { admin, answerOf, type HttpCase, json, openAccount, problemOf } from "./http-case.ts";

/** Who gets in, what every address answers to, tables and health. */
export const openCases: readonly HttpCase[] = [
  {
    name: "a stream wants the admin token",
    options: admin.options,
    run: async (world) => {
      const path = `/streams/account/${await openAccount(world)}`;
      const ask = (authorization: string): Promise<Response> => world.ask(path, { headers: { authorization } });
      const without = await world.ask(path);
      assert.equal(without.headers.get("www-authenticate"), 'Bearer realm="myelin"');
      await problemOf(without, "unauthorized");
      for (const wrong of ["Bearer open-sesam", "Bearer open-sesame!", "Bearer OPEN-SESAME"]) {
        const answer = await ask(wrong);
        assert.equal(answer.headers.get("www-authenticate"), 'Bearer realm="myelin", error="invalid_token"');
        await problemOf(answer, "unauthorized");
      }
      for (const malformed of ["open-sesame", "Basic b3Blbi1zZXNhbWU=", "Bearer", "Bearer open sesame"])
        await problemOf(await ask(malformed), "unauthorized");
      for (const right of ["Bearer open-sesame", "bearer open-sesame", "BEARER  open-sesame"])
        await answerOf(await ask(right));
    },
  },
  {
    name: "without an admin token a stream stays closed",
    run: async (world) => {
      await problemOf(await world.ask("/streams/account/any"), "forbidden");
      await problemOf(await world.ask("/streams/account/any", admin), "forbidden");
    },
  },
  {
    name: "an empty admin token opens nothing",
    options: { adminToken: "" },
    run: async (world) => {
      await problemOf(await world.ask("/streams/account/any", { headers: { authorization: "Bearer " } }), "forbidden");
    },
  },
  {
    name: "development alone opens nothing",
    options: { development: true },
    run: async (world) => {
      await problemOf(await world.ask("/streams/account/any"), "forbidden");
    },
  },
  {
    name: "development on loopback opens streams",
    options: { development: true, loopback: true },
    run: async (world) => {
      await answerOf(await world.ask(`/streams/account/${await openAccount(world)}`));
    },
  },
  {
    name: "development on loopback asks for the admin token where one is set",
    options: { ...admin.options, development: true, loopback: true },
    run: async (world) => {
      await problemOf(await world.ask("/streams/account/any"), "unauthorized");
    },
  },
  {
    name: "the tables are JSON, or text for those who prefer it",
    run: async (world) => {
      const json = await world.ask("/routes");
      assert.equal(json.headers.get("vary"), "accept");
      const { application, commands } = await answerOf(json);
      assert.equal(application, "http-bank");
      assert.ok(Object.hasOwn(Object(commands), "OpenAccount"));
      const text = await world.ask("/routes", { headers: { accept: "text/plain" } });
      assert.equal(text.headers.get("content-type"), "text/plain; charset=utf-8");
      assert.match(await text.text(), /^application http-bank\n/);
      for (const accept of [
        "application/json;q=0.9, text/plain;q=0.1",
        "*/*",
        "text/html,application/xhtml+xml,*/*;q=0.8",
      ])
        await answerOf(await world.ask("/routes", { headers: { accept } }));
    },
  },
  {
    name: "the probes say that the bank is alive and ready",
    run: async (world) => {
      assert.deepEqual(await answerOf(await world.ask("/health/live")), { status: "live" });
      const { status, processors } = await answerOf(await world.ask("/health/ready"));
      assert.equal(status, "ready");
      // Compared below.
      for (const processor of processors as readonly Readonly<Record<string, unknown>>[])
        assert.deepEqual(Object.keys(processor).sort(), ["position", "processor", "state"]);
    },
  },
  {
    name: "an address where nothing is answers 404",
    run: async (world) => {
      for (const path of [
        "/",
        "/commands",
        "/commands/",
        "/commands/a/b",
        "/queries/balances",
        "/streams/account",
        "/health",
        "/nothing",
        "/routes/",
        "/%zz",
      ])
        await problemOf(await world.ask(path), "not_found");
    },
  },
  {
    name: "an address tells which methods it answers to",
    run: async (world) => {
      const reads = ["/queries/balances/double", "/streams/account/a", "/routes", "/health/live", "/health/ready"];
      const steps = ["pause", "resume", "reset", "split", "merge", "release", "align"];
      const addresses = [
        ...steps.map((step) => [`/admin/processors/balances/${step}`, "POST, OPTIONS", "GET"]),
        ["/admin/processors", "GET, HEAD, OPTIONS", "POST"],
        ["/admin/processors/balances", "GET, HEAD, DELETE, OPTIONS", "POST"],
        ["/admin/dead-letters", "GET, HEAD, OPTIONS", "POST"],
        ["/admin/dead-letters/move", "POST, OPTIONS", "GET"],
        ["/admin/dead-letters/turnovers/a", "GET, HEAD, DELETE, OPTIONS", "POST"],
        ["/admin/dead-letters/turnovers/a/retry", "POST, OPTIONS", "GET"],
        ["/commands/OpenAccount", "POST, GET, HEAD, OPTIONS", "PUT"],
        ...reads.map((path) => [path, "GET, HEAD, OPTIONS", "POST"]),
      ];
      for (const [path = "", allow, wrong = ""] of addresses) {
        for (const method of [wrong, "PUT", "DELETE", "PATCH"].filter((one) => !allow?.includes(one))) {
          const answer = await world.ask(path, { method });
          assert.equal(answer.headers.get("allow"), allow, `${method} ${path}`);
          await problemOf(answer, "method_not_allowed");
        }
        const options = await world.ask(path, { method: "OPTIONS" });
        assert.deepEqual([options.status, options.headers.get("allow"), await options.text()], [204, allow, ""]);
      }
    },
  },
  {
    name: "HEAD answers as GET does, without the body",
    run: async (world) => {
      for (const path of ["/routes", "/health/live", "/queries/balances/double?count=1"]) {
        const head = await world.ask(path, { method: "HEAD" });
        assert.deepEqual(
          [head.status, head.headers.get("content-type"), await head.text()],
          [200, "application/json", ""],
        );
      }
      const commands = await world.ask("/commands/OpenAccount", { method: "HEAD" });
      assert.deepEqual([commands.status, await commands.text()], [404, ""]);
    },
  },
  {
    name: "answers are not kept by caches",
    run: async (world) => {
      for (const path of ["/health/live", "/queries/balances/double?count=1", "/nothing"]) {
        const answer = await world.ask(path);
        await answer.text();
        assert.equal(answer.headers.get("cache-control"), "no-store", path);
      }
    },
  },
  {
    name: "middleware stands in front of every route, and what it throws is a problem too",
    options: {
      log: () => undefined,
      middleware: [
        async ({ req, header }, next) => {
          if (req.header("user") === "mallory") throw new HTTPException(401, { message: "Nobody knows you" });
          if (req.header("user") === "poor") throw new HTTPException(402, { message: "Pay first" });
          if (req.header("user") === "clumsy") throw new Error(secret);
          header("x-seen", "yes");
          await next();
        },
      ],
    },
    run: async (world) => {
      const ask = (user: string): Promise<Response> =>
        world.ask("/commands/OpenAccount", json({ accountId: world.fresh(), owner: user }, { user }));
      const welcome = await ask("ann");
      assert.equal(welcome.headers.get("x-seen"), "yes");
      await answerOf(welcome);
      const { detail } = await problemOf(await ask("mallory"), "unauthorized");
      assert.equal(detail, "Nobody knows you");
      await problemOf(await ask("clumsy"), "internal");
      const poor = await ask("poor");
      assert.deepEqual([poor.status, await poor.text()], [402, "Pay first"]);
    },
  },
];

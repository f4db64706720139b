import assert from "node:assert/strict";
import { admin, answerOf, asAdmin, type HttpCase, type HttpWorld, json, openAccount, problemOf } from "./http-case.ts";

type Overview = Readonly<Record<string, unknown>> & { readonly segments: readonly { id: number; mask: number }[] };

const steps = ["pause", "resume", "reset", "rebuild", "split", "merge", "release", "align"];

async function statusOf(world: HttpWorld, name: string): Promise<Overview> {
  // What is read of it is compared.
  return (await answerOf(await asAdmin(world)(`/admin/processors/${name}`))) as Overview;
}

/** A step of an operator, in JSON where there is a body. */
function step(world: HttpWorld, path: string, body?: unknown): Promise<Response> {
  return asAdmin(world)(`/admin/processors/${path}`, body === undefined ? { method: "POST" } : json(body));
}

/** What the projection says of an account once it has seen the position. */
async function balanceAt(world: HttpWorld, accountId: string, position: string): Promise<unknown> {
  const headers = { "myelin-wait-for": position };
  return answerOf(await world.ask(`/queries/balances/balanceOf?accountId=${accountId}`, { headers }));
}

async function deposit(world: HttpWorld, accountId: string, amount: number): Promise<string> {
  return String((await answerOf(await world.ask("/commands/DepositMoney", json({ accountId, amount })))).position);
}

/** `/admin/processors` */
export const processorCases: readonly HttpCase[] = [
  {
    name: "the addresses of operators want the admin token",
    options: admin.options,
    run: async ({ ask }) => {
      const posts = [...steps.map((one) => `/admin/processors/balances/${one}`), "/admin/dead-letters/move"];
      posts.push("/admin/dead-letters/turnovers/retry", "/admin/dead-letters/turnovers/a/retry");
      for (const path of posts) await problemOf(await ask(path, { method: "POST" }), "unauthorized");
      const gets = ["/admin/processors", "/admin/processors/balances", "/admin/dead-letters"];
      for (const path of [...gets, "/admin/dead-letters/turnovers/a"]) await problemOf(await ask(path), "unauthorized");
      const gone = [
        "/admin/processors/balances",
        "/admin/processors/balances/rebuild",
        "/admin/dead-letters/turnovers/a",
      ];
      for (const path of gone) await problemOf(await ask(path, { method: "DELETE" }), "unauthorized");
    },
  },
  {
    name: "without an admin token nobody steers",
    run: async ({ ask }) => {
      await problemOf(await ask("/admin/processors"), "forbidden");
      await problemOf(await ask("/admin/processors/balances/pause", { method: "POST" }), "forbidden");
      await problemOf(await ask("/admin/dead-letters/turnovers/a", { method: "DELETE" }), "forbidden");
    },
  },
  {
    name: "in development on loopback a page from elsewhere steers nothing",
    options: { development: true, loopback: true },
    run: async ({ ask }) => {
      const resume = (origin?: string): Promise<Response> =>
        ask("/admin/processors/balances/resume", { method: "POST", headers: origin === undefined ? {} : { origin } });
      for (const origin of ["http://evil.example", "null", "http://localhost:1"])
        await problemOf(await resume(origin), "forbidden");
      await answerOf(await resume());
    },
  },
  {
    name: "every processor is listed with its segments and how they do",
    options: admin.options,
    run: async (world) => {
      const { processors } = await answerOf(await asAdmin(world)("/admin/processors"));
      // The comparison below checks the form.
      const listed = processors as readonly Overview[];
      assert.deepEqual(
        listed.map(({ name, kind }) => [name, kind]),
        [
          ["balances", "projection"],
          ["payment", "workflow"],
          ["turnovers", "projection"],
        ],
      );
      const [one] = listed;
      const names = "kind,letters,name,nodes,parkedSequences,paused,rebuild,replayingUntil,segments";
      assert.equal(
        Object.keys(one ?? {})
          .sort()
          .join(),
        names,
      );
      const [segment] = one?.segments ?? [];
      const facts = "id,lagEvents,lagSeconds,lastError,mask,owner,position,state";
      assert.equal(
        Object.keys(segment ?? {})
          .sort()
          .join(),
        facts,
      );
    },
  },
  {
    name: "one processor tells how it stands",
    options: admin.options,
    run: async (world) => {
      const { name, paused, segments } = await statusOf(world, "balances");
      assert.deepEqual([name, paused, segments.length > 0], ["balances", false, true]);
    },
  },
  {
    name: "a processor that nobody knows is told so, whatever is wanted of it",
    options: admin.options,
    run: async (world) => {
      for (const name of [world.fresh(), "constructor", "%00", "%ff"]) {
        await problemOf(await asAdmin(world)(`/admin/processors/${name}`), "unknown_processor");
        await problemOf(await asAdmin(world)(`/admin/processors/${name}`, { method: "DELETE" }), "unknown_processor");
        for (const one of steps)
          await problemOf(
            await step(world, `${name}/${one}`, one === "reset" ? { to: "first" } : undefined),
            "unknown_processor",
          );
      }
    },
  },
  {
    name: "a paused processor waits, and goes on where it stood",
    options: admin.options,
    run: async (world) => {
      const accountId = await openAccount(world, 5);
      assert.equal((await answerOf(await step(world, "balances/pause"))).paused, true);
      const position = await deposit(world, accountId, 7);
      assert.equal((await answerOf(await step(world, "balances/resume", {}))).paused, false);
      assert.equal(await balanceAt(world, accountId, position), 12);
    },
  },
  {
    name: "a processor that runs is not reset, unless that is insisted on",
    options: admin.options,
    run: async (world) => {
      const accountId = await openAccount(world);
      const position = await deposit(world, accountId, 7);
      assert.equal(await balanceAt(world, accountId, position), 7);
      const { detail } = await problemOf(await step(world, "balances/reset", { to: "first" }), "processor_refused");
      assert.match(detail, /force/);
      const context = { why: ["a new rule", 1, null] };
      const reset = await answerOf(await step(world, "balances/reset", { to: "first", context, force: true }));
      assert.equal(reset.paused, false);
      const later = await deposit(world, accountId, 8);
      assert.equal(await balanceAt(world, accountId, later), 15);
    },
  },
  {
    name: "a projection is rebuilt beside its rows, and says how far it is",
    options: admin.options,
    run: async (world) => {
      const accountId = await openAccount(world, 5);
      const cancel = (): Promise<Response> =>
        asAdmin(world)("/admin/processors/balances/rebuild", { method: "DELETE" });
      await problemOf(await cancel(), "processor_refused");
      await answerOf(await step(world, "balances/pause"));
      const body = { from: "first", context: { why: "a new rule" }, acceptParked: true };
      const { rebuild } = await answerOf(await step(world, "balances/rebuild", body));
      const names = Object.keys(rebuild ?? {})
        .sort()
        .join();
      const facts = "acceptParked,ageSeconds,lagEvents,lastError,letters,parkedSequences,position,processor,state,why";
      assert.equal(names, facts);
      assert.match((await problemOf(await step(world, "balances/rebuild"), "processor_refused")).detail, /give it up/);
      await problemOf(await step(world, "balances/reset", { to: "first" }), "processor_refused");
      assert.equal((await answerOf(await cancel())).rebuild, null);
      await answerOf(await step(world, "balances/resume"));
      await answerOf(await step(world, "balances/rebuild"));
      for (let left: unknown = "unknown"; left !== null; ) left = (await statusOf(world, "balances")).rebuild;
      assert.equal(await balanceAt(world, accountId, await deposit(world, accountId, 7)), 12);
    },
  },
  {
    name: "a body that does not fit is told where, and what to send",
    options: admin.options,
    run: async (world) => {
      const wrong: readonly (readonly [string, unknown, string])[] = [
        ["reset", {}, "to"],
        ["reset", { to: "last" }, "to"],
        ["reset", { to: { position: 7 } }, "to"],
        ["reset", { to: { position: "-1" } }, "to"],
        ["reset", { to: { time: "yesterday" } }, "to"],
        ["reset", { to: { time: "2026-01-31T12:00:00" } }, "to"],
        ["reset", { to: "first", force: "yes" }, "force"],
        ["reset", { to: "first", surplus: 1 }, "surplus"],
        ["rebuild", { from: "last" }, "from"],
        ["rebuild", { acceptParked: 1 }, "acceptParked"],
        ["rebuild", { to: "first" }, "to"],
        ["pause", { now: true }, "now"],
        ["pause", [], ""],
        ["split", { segment: -1 }, "segment"],
        ["merge", { segment: "1" }, "segment"],
        ["release", { awayMs: 1.5 }, "awayMs"],
        ["release", { awayMs: 1e12 }, "awayMs"],
      ];
      for (const [one, body, path] of wrong) {
        const problem = await problemOf(await step(world, `balances/${one}`, body), "invalid_command");
        assert.equal(problem.issues?.[0]?.path.split(".")[0], path, JSON.stringify(body));
        assert.match(problem.detail, /; send (\{|no body)/);
      }
      const raw = (body: string, type: string): Promise<Response> =>
        asAdmin(world)("/admin/processors/balances/pause", { method: "POST", body, headers: { "content-type": type } });
      await problemOf(await raw("{}", "text/plain"), "unsupported_media_type");
      await problemOf(await raw("{", "application/json"), "malformed_json");
    },
  },
  {
    name: "segments are split and merged, and nothing is lost or doubled by it",
    options: admin.options,
    run: async (world) => {
      const accountId = await openAccount(world, 1);
      const before = (await statusOf(world, "balances")).segments;
      const split = await answerOf(await step(world, "balances/split"));
      await deposit(world, accountId, 2);
      const named = await answerOf(await step(world, "balances/split", { segment: 0 }));
      const merged = await answerOf(await step(world, "balances/merge", { segment: 0 }));
      // Only counted.
      const counts = [split, named, merged].map(({ segments }) => (segments as readonly unknown[]).length);
      assert.deepEqual(counts, [before.length + 1, before.length + 2, before.length + 1]);
      await answerOf(await step(world, "balances/merge"));
      assert.equal((await statusOf(world, "balances")).segments.length, before.length);
      const position = await deposit(world, accountId, 4);
      assert.equal(await balanceAt(world, accountId, position), 7);
    },
  },
  {
    name: "a segment that is not there is refused",
    options: admin.options,
    run: async (world) => {
      for (const one of ["split", "merge", "release"])
        await problemOf(await step(world, `balances/${one}`, { segment: 4711 }), "processor_refused");
    },
  },
  {
    name: "a released processor goes on",
    options: admin.options,
    run: async (world) => {
      const accountId = await openAccount(world);
      await answerOf(await step(world, "balances/release", { awayMs: 0 }));
      const position = await deposit(world, accountId, 3);
      assert.equal(await balanceAt(world, accountId, position), 3);
    },
  },
  {
    name: "a processor that the application declares is not forgotten",
    options: admin.options,
    run: async (world) => {
      const forget = await asAdmin(world)("/admin/processors/balances", { method: "DELETE" });
      await problemOf(forget, "processor_refused");
    },
  },
];

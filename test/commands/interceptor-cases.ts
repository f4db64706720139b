import { expect } from "vitest";
import { aroundHandling, copyMetadata, correlateBy, onDispatch } from "../../src/mod.ts";
import type { CommandResult } from "../../src/model/command-result.ts";
import type { CommandCase } from "./command-case.ts";
import { add, tablesOf, tally } from "./tally.ts";
import { door, watchedEvents } from "./watched-events.ts";

export const interceptorCases: readonly CommandCase[] = [
  {
    name: "dispatch interceptors run in order before the payload is checked, and each sees what the former ones added",
    run: async (world) => {
      const seen: unknown[] = [];
      const dispatch = [
        onDispatch("first", ({ name, payload, metadata }, { annotate }) => {
          seen.push(["first", name, payload, metadata]);
          return annotate({ tenant: "t", user: "one" });
        }),
        onDispatch("second", async ({ metadata }, { annotate }) => {
          seen.push(["second", metadata]);
          return annotate({ user: "two" });
        }),
        onDispatch("notes only", () => void seen.push("never"), { commands: "Note" }),
      ];
      const node = world.rig({ tables: tablesOf(tally, { dispatch }) });
      const id = world.fresh();
      await node.submit({ ...add(id, 1), metadata: { from: "test" } });
      const [event] = await world.eventsOf({ type: "tally", id });
      expect(event?.metadata).toEqual({ from: "test", tenant: "t", user: "two" });
      await expect(node.submit({ command: "Add", payload: "nonsense" })).rejects.toMatchObject({
        code: "invalid_command",
      });
      expect(seen).toEqual([
        ["first", "Add", { tallyId: id, by: 1 }, { from: "test" }],
        ["second", { from: "test", tenant: "t", user: "one" }],
        ["first", "Add", "nonsense", {}],
        ["second", { tenant: "t", user: "one" }],
      ]);
    },
  },
  {
    name: "a dispatch interceptor refuses with a sentence and facts, before anything is touched",
    run: async (world) => {
      const touched: string[] = [];
      const dispatch = [
        onDispatch("tenant required", ({ metadata }, { refuse }) =>
          metadata.tenant === undefined ? refuse("name a tenant", { missing: "tenant" }) : undefined,
        ),
        onDispatch("later", () => void touched.push("later")),
      ];
      const events = watchedEvents(world.store.events, { onLoad: async () => void touched.push("load") });
      const node = world.rig({ tables: tablesOf(tally, { dispatch }), events });
      await expect(node.submit(add(world.fresh(), 1))).rejects.toMatchObject({
        code: "refused",
        message: 'Cannot handle command "Add": name a tenant',
        details: { missing: "tenant" },
      });
      expect(touched).toEqual([]);
      expect(await node.submit({ ...add(world.fresh(), 1), metadata: { tenant: "t" } })).toMatchObject({ ok: true });
    },
  },
  {
    name: "handler interceptors wrap handling, the first outermost, and see the outcome",
    run: async (world) => {
      const seen: unknown[] = [];
      const wrap = (name: string) =>
        aroundHandling(name, async (command, next) => {
          seen.push(`${name} in ${command.name} ${command.stream.type}`);
          const result = await next();
          seen.push(`${name} out ${result.ok ? result.version : result.reason}`);
          return result;
        });
      const node = world.rig({ tables: tablesOf(tally, { handle: [wrap("outer"), wrap("inner")] }) });
      const id = world.fresh();
      await node.submit(add(id, 1));
      await node.submit(add(id, 200));
      expect(seen).toEqual([
        "outer in Add tally",
        "inner in Add tally",
        "inner out 1",
        "outer out 1",
        "outer in Add tally",
        "inner in Add tally",
        "inner out TooMuch",
        "outer out TooMuch",
      ]);
    },
  },
  {
    name: "a handler interceptor may refuse, and may call next again after a failure",
    run: async (world) => {
      const attempts: CommandResult[] = [];
      const handle = [
        aroundHandling("no notes", async (_, __, { refuse }) => refuse("notes are closed"), { commands: /^Note$/ }),
        aroundHandling(
          "twice",
          async (_, next) => {
            try {
              return await next();
            } catch {
              attempts.push(await next());
              return next();
            }
          },
          { commands: "Add" },
        ),
      ];
      let failures = 1;
      const events = watchedEvents(world.store.events, {
        onLoad: async () => {
          if (failures-- > 0) throw new Error("the network hiccuped");
        },
      });
      const node = world.rig({ tables: tablesOf(tally, { handle }), events });
      const id = world.fresh();
      await expect(node.submit({ command: "Note", payload: { tallyId: id, text: "x" } })).rejects.toMatchObject({
        code: "refused",
      });
      expect(await node.submit({ ...add(id, 2), id: world.fresh() })).toMatchObject({ version: 1, duplicate: false });
      expect(attempts).toMatchObject([{ version: 1, duplicate: false }]);
    },
  },
  {
    name: "commands of one stream keep their order though their interceptors take unlike long",
    run: async (world) => {
      const gate = door();
      const handle = [
        aroundHandling("slow first", async ({ metadata }, next) => {
          if (metadata.slow === true) await gate.pass();
          return next();
        }),
      ];
      const node = world.rig({ tables: tablesOf(tally, { handle }) });
      const id = world.fresh();
      const first = node.submit({ ...add(id, 1), metadata: { slow: true } });
      const second = node.submit(add(id, 2));
      const third = node.submit(add(id, 3));
      await gate.reached;
      gate.open();
      expect(await Promise.all([first, second, third])).toMatchObject([{ version: 1 }, { version: 2 }, { version: 3 }]);
    },
  },
  {
    name: "a handler interceptor that never ends is ended by the caller's deadline, and its next does nothing any more",
    run: async (world) => {
      const gate = door();
      const late: unknown[] = [];
      const handle = [
        aroundHandling("stuck", async ({ metadata }, next) => {
          if (metadata.stuck !== true) return next();
          await gate.pass();
          return next().catch((error) => {
            late.push(error.code);
            throw error;
          });
        }),
      ];
      const node = world.rig({ tables: tablesOf(tally, { handle }) });
      const id = world.fresh();
      const giving = new AbortController();
      const stuck = node.submit({ ...add(id, 1), metadata: { stuck: true }, signal: giving.signal });
      const next = node.submit(add(id, 2));
      await gate.reached;
      giving.abort();
      await expect(stuck).rejects.toMatchObject({ code: "aborted" });
      expect(await next).toMatchObject({ version: 1 });
      gate.open();
      await new Promise((resolve) => setTimeout(resolve));
      expect(late).toEqual(["aborted"]);
      expect(await world.eventsOf({ type: "tally", id })).toHaveLength(1);
    },
  },
  {
    name: "an interceptor that throws fails its command alone, with the cause",
    run: async (world) => {
      const cause = new Error("no audit today");
      const handle = [
        aroundHandling(
          "audit",
          async () => {
            throw cause;
          },
          { commands: "Note" },
        ),
      ];
      const node = world.rig({ tables: tablesOf(tally, { handle }) });
      const id = world.fresh();
      const failing = node.submit({ command: "Note", payload: { tallyId: id, text: "" } });
      await expect(failing).rejects.toMatchObject({ code: "handler_failed", cause });
      expect(await node.submit(add(id, 1))).toMatchObject({ ok: true });
    },
  },
  {
    name: "aggregate interceptors see the state, may reject, and run only for the commands that their pattern names",
    run: async (world) => {
      const seen: unknown[] = [];
      const guarded = tally
        .intercept("A*", (sum, { by }, { reject, command, version }) => {
          seen.push([command, sum, by, version]);
          return sum >= 50 ? reject.NotNow() : undefined;
        })
        .intercept(/^Note$/, () => undefined);
      const node = world.rig({ tables: tablesOf(guarded) });
      const id = world.fresh();
      await node.submit(add(id, 60));
      expect(await node.submit(add(id, 1))).toMatchObject({ ok: false, reason: "NotNow", sentence: "Not now" });
      expect(await node.submit({ command: "Note", payload: { tallyId: id, text: "x" } })).toMatchObject({ version: 2 });
      expect(seen).toEqual([
        ["Add", 0, 60, 0],
        ["Add", 60, 1, 1],
      ]);
    },
  },
  {
    name: "events of an aggregate interceptor come first and are in the decider's state; a rejection behind it discards them",
    run: async (world) => {
      const doubling = tally.intercept("Add", (_, { by }, { emit }) => [
        emit.Noted({ text: "doubled" }),
        emit.Added({ by }),
      ]);
      const node = world.rig({ tables: tablesOf(doubling) });
      const id = world.fresh();
      expect(await node.submit(add(id, 40))).toMatchObject({
        version: 3,
        events: [{ type: "tally.Noted" }, { type: "tally.Added" }, { type: "tally.Added" }],
      });
      // 80 and the interceptor's 15 leave 5.
      expect(await node.submit(add(id, 15))).toMatchObject({ ok: false, reason: "TooMuch", data: { left: 5 } });
      expect(await node.submit(add(id, 0))).toMatchObject({
        version: 5,
        events: [{ type: "tally.Noted" }, { type: "tally.Added" }],
      });
      expect(await world.eventsOf({ type: "tally", id })).toHaveLength(5);
    },
  },
  {
    name: "without correlations all metadata goes on to the events; with them only what they choose",
    run: async (world) => {
      const metadata = { tenant: "t", secret: "s", trace: "1" };
      const correlate = [
        copyMetadata("tenant", "missing"),
        correlateBy("trace", ({ metadata: { trace = null } }) => ({ trace })),
      ];
      const [all, some] = [world.fresh(), world.fresh()];
      await world.rig({ tables: tablesOf(tally) }).submit({ ...add(all, 1), metadata });
      await world
        .rig({ tables: tablesOf(tally, { correlate }) })
        .submit({ ...add(some, 1), metadata, correlationId: "c" });
      const [first, second] = [
        await world.eventsOf({ type: "tally", id: all }),
        await world.eventsOf({ type: "tally", id: some }),
      ];
      expect(first[0]?.metadata).toEqual(metadata);
      expect(second[0]).toMatchObject({ metadata: { tenant: "t", trace: "1" }, correlationId: "c" });
      expect(second[0]?.metadata).not.toHaveProperty("secret");
    },
  },
];

import assert from "node:assert/strict";
import { admin, answerOf, eventsOf, type HttpCase, json, openAccount, ownMetadata, problemOf } from "./http-case.ts";

/** `POST /commands/{Command}`: what becomes of a command that is well-formed. */
export const commandCases: readonly HttpCase[] = [
  {
    name: "a command answers with its stream, version, position and events",
    run: async (world) => {
      const accountId = world.fresh();
      const answer = await world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" }));
      const body = await answerOf(answer);
      const position = answer.headers.get("myelin-position");
      assert.equal(answer.headers.get("etag"), '"1"');
      assert.match(String(position), /^[1-9][0-9]*$/);
      assert.ok(typeof body.commandId === "string" && body.commandId.length > 0);
      assert.deepEqual(body, {
        commandId: body.commandId,
        stream: { type: "account", id: accountId },
        version: 1,
        position,
        events: [{ type: "account.AccountOpened", version: 1, position }],
        duplicate: false,
      });
    },
  },
  {
    name: "a command that changes nothing answers where its stream stands",
    run: async (world) => {
      const accountId = await openAccount(world, 5);
      const answer = await world.ask("/commands/TouchAccount", json({ accountId }));
      const { version, events } = await answerOf(answer);
      assert.deepEqual([answer.headers.get("etag"), version, events], ['"2"', 2, []]);
    },
  },
  {
    name: "a command sent again with its key gets the first outcome, whichever way the key is spelled",
    run: async (world) => {
      const accountId = await openAccount(world);
      const key = `${world.fresh()} "quoted" \\`;
      const quoted = `"${key.replaceAll(/["\\]/g, "\\$&")}"`;
      const send = (spelling: string): Promise<Response> =>
        world.ask("/commands/DepositMoney", json({ accountId, amount: 7 }, { "idempotency-key": spelling }));
      const first = await answerOf(await send(key));
      const again = await send(quoted);
      assert.deepEqual([first.commandId, first.duplicate], [key, false]);
      assert.equal(again.headers.get("etag"), '"2"');
      assert.deepEqual(await answerOf(again), { ...first, duplicate: true });
    },
  },
  {
    name: "a key used before with another payload is refused",
    run: async (world) => {
      const accountId = await openAccount(world);
      const key = { "idempotency-key": world.fresh() };
      await answerOf(await world.ask("/commands/DepositMoney", json({ accountId, amount: 7 }, key)));
      const before = await world.countEvents();
      const other = await world.ask("/commands/DepositMoney", json({ accountId, amount: 8 }, key));
      await problemOf(other, "idempotency_mismatch");
      assert.equal(await world.countEvents(), before);
    },
  },
  {
    name: "a rejection answers with its name, data and sentence, and is kept under its key",
    run: async (world) => {
      const accountId = await openAccount(world, 80);
      const before = await world.countEvents();
      const key = { "idempotency-key": world.fresh() };
      const send = (): Promise<Response> => world.ask("/commands/WithdrawMoney", json({ accountId, amount: 90 }, key));
      const { reason, data, duplicate, commandId, stream } = await problemOf(await send(), "rejected");
      assert.deepEqual([reason, data, duplicate], ["InsufficientFunds", { balance: 80, missing: 10 }, false]);
      assert.deepEqual([commandId, stream], [key["idempotency-key"], { type: "account", id: accountId }]);
      await answerOf(await world.ask("/commands/DepositMoney", json({ accountId, amount: 50 })));
      const again = await problemOf(await send(), "rejected");
      assert.deepEqual([again.reason, again.data, again.duplicate], [reason, data, true]);
      assert.equal(await world.countEvents(), before + 1);
    },
  },
  {
    name: "a rejection without payload tells its sentence",
    run: async (world) => {
      const refused = await world.ask("/commands/DepositMoney", json({ accountId: world.fresh(), amount: 1 }));
      const { reason, data, detail } = await problemOf(refused, "rejected");
      assert.deepEqual([reason, data, detail], ["NotOpen", null, "The account is not open"]);
    },
  },
  {
    name: "If-Match lets a command through on its version only",
    run: async (world) => {
      const accountId = world.fresh();
      const open = (match: string): Promise<Response> =>
        world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" }, { "if-match": match }));
      await problemOf(await open('"1"'), "precondition_failed");
      await answerOf(await open('"0"'));
      const deposit = (match: string): Promise<Response> =>
        world.ask("/commands/DepositMoney", json({ accountId, amount: 1 }, { "if-match": match }));
      const stale = await problemOf(await deposit('"0"'), "precondition_failed");
      assert.deepEqual([stale.version, stale.expected], [1, 0]);
      assert.equal((await answerOf(await deposit('"1"'))).version, 2);
    },
  },
  {
    name: "Correlation-Id and a sound traceparent are kept with the events",
    options: admin.options,
    run: async (world) => {
      const accountId = world.fresh();
      const correlationId = world.fresh();
      const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
      const headers = { "correlation-id": correlationId, traceparent };
      await answerOf(await world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" }, headers)));
      const [event] = await eventsOf(world, accountId);
      assert.deepEqual([event?.correlationId, ownMetadata(event)], [correlationId, { traceparent }]);
    },
  },
  {
    name: "a malformed traceparent is ignored",
    options: admin.options,
    run: async (world) => {
      const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
      const parent = "00f067aa0ba902b7";
      const malformed = [
        "",
        "yes",
        `ff-${trace}-${parent}-01`,
        `00-${"0".repeat(32)}-${parent}-01`,
        `00-${trace}-${"0".repeat(16)}-01`,
        `00-${trace.toUpperCase()}-${parent}-01`,
        `00-${trace}-${parent}-01-more`,
        `00-${trace}-${parent}`,
      ];
      for (const traceparent of malformed) {
        const accountId = world.fresh();
        await answerOf(await world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" }, { traceparent })));
        const [event] = await eventsOf(world, accountId);
        assert.deepEqual(ownMetadata(event), {}, traceparent);
      }
    },
  },
  {
    name: "a command carries the metadata and the principal that the application reads from its request",
    options: {
      ...admin.options,
      metadata: ({ req }) => ({ tenantId: req.header("tenant") ?? "none" }),
      principal: ({ req }) => req.header("user"),
    },
    run: async (world) => {
      const accountId = world.fresh();
      const headers = { tenant: "north", user: "ann" };
      await answerOf(await world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" }, headers)));
      const [event] = await eventsOf(world, accountId);
      assert.deepEqual(ownMetadata(event), { tenantId: "north", principal: "ann" });
    },
  },
  {
    name: "one key of two tenants names two commands",
    options: { scope: ({ req }) => req.header("tenant") },
    run: async (world) => {
      const key = world.fresh();
      const send = async (tenant: string, accountId: string): Promise<unknown> => {
        const headers = { tenant, "idempotency-key": key };
        return (await answerOf(await world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" }, headers))))
          .duplicate;
      };
      const [north, south] = [world.fresh(), world.fresh()];
      assert.deepEqual(
        [await send("north", north), await send("south", south), await send("north", north)],
        [false, false, true],
      );
    },
  },
  {
    name: "a decider that throws answers 500 and tells nothing of itself",
    run: async (world) => {
      const { code, status } = await problemOf(
        await world.ask("/commands/BreakAccount", json({ accountId: world.fresh() })),
      );
      assert.deepEqual([code, status], ["handler_failed", 500]);
    },
  },
];

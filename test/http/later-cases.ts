import assert from "node:assert/strict";
import { admin, answerOf, eventsOf, type HttpCase, type HttpWorld, json, openAccount, problemOf } from "./http-case.ts";

const later = { prefer: "respond-async" };

/** What the address of a command says once it is not pending any more. */
async function settled(world: HttpWorld, location: string): Promise<Readonly<Record<string, unknown>>> {
  for (;;) {
    const answer = await world.ask(location);
    const body = await answerOf(answer);
    if (body.status !== "pending") return body;
    assert.equal(answer.headers.get("retry-after"), "1");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function accepted(answer: Response): Promise<{ commandId: string; location: string }> {
  const text = await answer.text();
  assert.equal(answer.status, 202, text);
  assert.equal(answer.headers.get("preference-applied"), "respond-async");
  const { commandId, status } = JSON.parse(text);
  assert.equal(status, "pending");
  const location = answer.headers.get("location") ?? "";
  assert.equal(location, `/commands/${encodeURIComponent(commandId)}`);
  return { commandId, location };
}

/** `Prefer: respond-async` and `GET /commands/{id}`. */
export const laterCases: readonly HttpCase[] = [
  {
    name: "a command sent with respond-async is accepted, handled, and its outcome stands at its address",
    options: admin.options,
    run: async (world) => {
      const accountId = world.fresh();
      const answer = await world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" }, later));
      const { commandId, location } = await accepted(answer);
      const state = await settled(world, location);
      const [event] = await eventsOf(world, accountId);
      assert.deepEqual(state, {
        commandId,
        status: "done",
        stream: { type: "account", id: accountId },
        version: 1,
        position: event?.position,
        events: [{ type: "account.AccountOpened", version: 1, position: event?.position }],
      });
      assert.equal(event?.commandId, commandId);
    },
  },
  {
    name: "a rejection of a command sent with respond-async is kept with its name and data",
    run: async (world) => {
      const accountId = await openAccount(world, 10);
      const answer = await world.ask(
        "/commands/WithdrawMoney",
        json({ accountId, amount: 30 }, { prefer: 'a=1, Respond-Async; x="y"' }),
      );
      const { status, reason, data } = await settled(world, (await accepted(answer)).location);
      assert.deepEqual([status, reason, data], ["rejected", "InsufficientFunds", { balance: 10, missing: 20 }]);
    },
  },
  {
    name: "a command sent twice with respond-async and one key happens once; its outcome answers the second",
    options: admin.options,
    run: async (world) => {
      const accountId = await openAccount(world);
      const headers = { ...later, "idempotency-key": `${world.fresh()} /ä?`.replace("ä", "a") };
      const send = (): Promise<Response> =>
        world.ask("/commands/DepositMoney", json({ accountId, amount: 3 }, headers));
      const { commandId, location } = await accepted(await send());
      assert.equal(commandId, headers["idempotency-key"]);
      await settled(world, location);
      const again = await answerOf(await send());
      assert.deepEqual([again.commandId, again.version, again.duplicate], [commandId, 2, true]);
      assert.equal((await eventsOf(world, accountId)).length, 2);
    },
  },
  {
    name: "a key of a command sent with respond-async cannot be used for another payload, on either way",
    run: async (world) => {
      const accountId = await openAccount(world);
      const key = { "idempotency-key": world.fresh() };
      const sent = await world.ask("/commands/DepositMoney", json({ accountId, amount: 3 }, { ...later, ...key }));
      await settled(world, (await accepted(sent)).location);
      const other = { accountId, amount: 4 };
      await problemOf(
        await world.ask("/commands/DepositMoney", json(other, { ...later, ...key })),
        "idempotency_mismatch",
      );
      await problemOf(await world.ask("/commands/DepositMoney", json(other, key)), "idempotency_mismatch");
    },
  },
  {
    name: "a keyed command's outcome stands at its address, however it was sent",
    run: async (world) => {
      const accountId = await openAccount(world);
      const key = world.fresh();
      const sent = json({ accountId, amount: 3 }, { "idempotency-key": key });
      const { events, position } = await answerOf(await world.ask("/commands/DepositMoney", sent));
      const state = await answerOf(await world.ask(`/commands/${key}`));
      assert.deepEqual([state.status, state.events, state.position], ["done", events, position]);
    },
  },
  {
    name: "a command that fails behind respond-async says so at its address, tells nothing of the inside, and may be sent again",
    run: async (world) => {
      const accountId = await openAccount(world);
      const sent = json({ accountId }, { ...later, "idempotency-key": world.fresh() });
      const { location, commandId } = await accepted(await world.ask("/commands/BreakAccount", sent));
      const state = await settled(world, location);
      assert.deepEqual([state.commandId, state.status, state.code], [commandId, "failed", "handler_failed"]);
      assert.equal(state.detail, "A handler threw an unexpected error");
      await accepted(await world.ask("/commands/BreakAccount", sent));
    },
  },
  {
    name: "an invalid command is refused at once, also with respond-async",
    run: async (world) => {
      const { issues } = await problemOf(
        await world.ask("/commands/DepositMoney", json({ amount: 3 }, later)),
        "invalid_command",
      );
      assert.equal(issues?.[0]?.path, "accountId");
    },
  },
  {
    name: "a command id of which nothing is known is a 404",
    run: async (world) => {
      await problemOf(await world.ask(`/commands/${world.fresh()}`), "unknown_command_id");
    },
  },
  {
    name: "a key of one principal says nothing to another",
    options: { principal: (context) => context.req.header("x-user") },
    run: async (world) => {
      const accountId = world.fresh();
      const key = world.fresh();
      const headers = { "idempotency-key": key, "x-user": "ann" };
      await answerOf(await world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" }, headers)));
      await problemOf(await world.ask(`/commands/${key}`, { headers: { "x-user": "bob" } }), "unknown_command_id");
      assert.equal(
        (await answerOf(await world.ask(`/commands/${key}`, { headers: { "x-user": "ann" } }))).status,
        "done",
      );
    },
  },
];

import assert from "node:assert/strict";
import { asAdmin, type ConformanceCase, type Facts, factsOf, json, openAccount, problemOf } from "../world.ts";

export const commandCases: readonly ConformanceCase[] = [
  {
    name: "a command appends its events, and its stream shows them",
    run: async ({ ask, fresh }) => {
      const accountId = fresh();
      const owner = 'Zoë 😀 "the \\ first"\n\u2028';
      const answer = await ask("/commands/OpenAccount", json({ accountId, owner }));
      assert.deepEqual([answer.status, answer.headers.get("etag")], [200, '"1"']);
      const { events } = await factsOf(ask(`/streams/account/${accountId}`, { headers: asAdmin }));
      const [{ type, data } = {}] = events as readonly Facts[]; // compared below
      assert.deepEqual([type, data], ["account.AccountOpened", { owner }]);
    },
  },
  {
    name: "commands for one stream from two nodes at once: all are done, one version after another",
    run: async (world) => {
      const { accountId } = await openAccount(world);
      const sent = Array.from({ length: 8 }, () => [world.ask, world.askOther]).flat();
      const answers = await Promise.all(
        sent.map((ask) =>
          ask("/commands/DepositMoney", json({ accountId, amount: 1 })).then((answer) => factsOf(answer)),
        ),
      );
      const versions = answers.map(({ version }) => Number(version)).sort((a, b) => a - b);
      assert.deepEqual(
        versions,
        versions.map((_, index) => index + 2),
      );
    },
  },
  {
    name: "a version that the caller insists on and that has passed is refused",
    run: async (world) => {
      const { accountId } = await openAccount(world, [5]);
      const deposit = (version: number) =>
        world.askOther("/commands/DepositMoney", json({ accountId, amount: 1 }, { "if-match": `"${version}"` }));
      await problemOf(deposit(1), [412, "precondition_failed"]);
      assert.equal((await factsOf(deposit(2))).version, 3);
    },
  },
  {
    name: "a command id is handled once, on every node",
    run: async (world) => {
      const { accountId } = await openAccount(world);
      const deposit = json({ accountId, amount: 7 }, { "idempotency-key": world.fresh() });
      const first = await factsOf(world.ask("/commands/DepositMoney", deposit));
      const second = await factsOf(world.ask("/commands/DepositMoney", deposit));
      const third = await factsOf(world.askOther("/commands/DepositMoney", deposit));
      assert.deepEqual(
        [second, third],
        [
          { ...first, duplicate: true },
          { ...first, duplicate: true },
        ],
      );
    },
  },
  {
    name: "a command id with another payload is refused",
    run: async (world) => {
      const { accountId } = await openAccount(world);
      const headers = { "idempotency-key": world.fresh() };
      await factsOf(world.ask("/commands/DepositMoney", json({ accountId, amount: 7 }, headers)));
      const other = world.askOther("/commands/DepositMoney", json({ accountId, amount: 8 }, headers));
      await problemOf(other, [422, "idempotency_mismatch"]);
    },
  },
  {
    name: "a rejection is answered with its name and data, under its id too",
    run: async (world) => {
      const { accountId } = await openAccount(world, [80]);
      const withdraw = json({ accountId, amount: 90 }, { "idempotency-key": world.fresh() });
      for (const ask of [world.ask, world.askOther]) {
        const { reason, data } = await problemOf(ask("/commands/WithdrawMoney", withdraw), [422, "rejected"]);
        assert.deepEqual([reason, data], ["InsufficientFunds", { balance: 80, missing: 10 }]);
      }
    },
  },
  {
    name: "a payload that does not fit, broken JSON and unknown names are told apart",
    run: async ({ ask, fresh }) => {
      const wrong = ask("/commands/DepositMoney", json({ accountId: fresh(), amount: -1 }));
      const { issues } = await problemOf(wrong, [400, "invalid_command"]);
      assert.deepEqual(
        (issues as readonly Facts[]).map(({ path }) => path),
        ["amount"],
      ); // compared here
      await problemOf(ask("/commands/DepositMoney", { ...json({}), body: "{" }), [400, "malformed_json"]);
      const { detail } = await problemOf(ask("/commands/DepositMony", json({})), [404, "unknown_command"]);
      assert.match(String(detail), /DepositMoney/);
    },
  },
  {
    name: "an accepted command is handled behind its answer",
    run: async ({ ask, fresh }) => {
      const command = json({ accountId: fresh(), owner: "Ann" }, { prefer: "respond-async" });
      const accepted = await ask("/commands/OpenAccount", command);
      assert.equal(accepted.status, 202, await accepted.text());
      const location = accepted.headers.get("location") ?? "";
      let state = await factsOf(ask(location));
      while (state.status === "pending") state = await factsOf(ask(location));
      assert.deepEqual([state.status, state.version], ["done", 1]);
    },
  },
];

import assert from "node:assert/strict";
import { asAdmin, type ConformanceCase, type Facts, factsOf, json, openAccount, problemOf } from "../world.ts";

export const workflowCases: readonly ConformanceCase[] = [
  {
    name: "sweeps alone carry a workflow from a command by its event to the next command, and to its end",
    run: async (world) => {
      await world.restart({ quiet: true });
      const { accountId } = await openAccount(world);
      const bonusId = world.fresh();
      await factsOf(world.ask("/commands/AskBonus", json({ bonusId, accountId, amount: 7 })));
      const shown = (): Promise<Response> => world.ask(`/workflows/pay-bonus/${bonusId}`, { headers: asAdmin });
      await problemOf(shown(), [404, "unknown_instance"]);
      // Whoever was killed by the restart may hold its segments until its lease has ended.
      const until = Date.now() + 30_000;
      do await world.sweep();
      while (Date.now() < until && (await statusOf(shown())) !== "completed");
      assert.equal(await statusOf(shown()), "completed");
      const { events } = await factsOf(world.ask(`/streams/account/${accountId}`, { headers: asAdmin }));
      const types = (events as readonly Facts[]).map(({ type, data }) => [type, data]); // compared below
      assert.deepEqual(types, [
        ["account.AccountOpened", { owner: "Ann" }],
        ["account.MoneyDeposited", { amount: 7 }],
      ]);
      await world.restart();
    },
  },
];

async function statusOf(answer: Promise<Response>): Promise<unknown> {
  const response = await answer;
  // Read in any case: an isolate holds on to a body that nobody reads.
  const { status } = (await response.json()) as Facts; // compared by the case
  return status;
}

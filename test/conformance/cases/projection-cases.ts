import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { unlucky } from "../domain/bank.ts";
import {
  asAdmin,
  bodyOf,
  type ConformanceCase,
  type Facts,
  factsOf,
  json,
  openAccount,
  problemOf,
  query,
  type World,
} from "../world.ts";

export const projectionCases: readonly ConformanceCase[] = [
  {
    name: "a query that waits for a position reads what was written",
    run: async (world) => {
      const opened = await openAccount(world, [30, 50]);
      const row = { accountId: opened.accountId, owner: "Ann", balance: 80 };
      assert.deepEqual(await bodyOf(query(world, "balances/balanceOf", opened)), row);
      assert.equal(await bodyOf(query(world, "turnovers/amountsOf", opened)), "30 50");
    },
  },
  {
    name: "a position beyond the log, and unknown queries, are refused",
    run: async (world) => {
      const beyond = { accountId: "a", position: "999999999999999" };
      await problemOf(query(world, "balances/balanceOf", beyond), [409, "cursor_ahead"]);
      await problemOf(query(world, "balances/balanceOff", { accountId: "a" }), [404, "unknown_query"]);
    },
  },
  {
    name: "projections go on after a restart, without a gap and without a second time",
    run: async (world) => {
      const { accountId, position } = await openAccount(world, [1, 2]);
      await bodyOf(query(world, "turnovers/amountsOf", { accountId, position }));
      await factsOf(world.ask("/commands/DepositMoney", json({ accountId, amount: 3 })));
      await world.restart();
      const last = await factsOf(world.ask("/commands/DepositMoney", json({ accountId, amount: 4 })));
      const opened = { accountId, position: String(last.position) };
      assert.equal(await bodyOf(query(world, "turnovers/amountsOf", opened)), "1 2 3 4");
      assert.equal((await factsOf(query(world, "balances/balanceOf", opened))).balance, 10);
    },
  },
  {
    name: "an event that cannot be handled parks its sequence, and nothing else",
    run: async (world) => {
      const parked = await openAccount(world, [1, unlucky, 2]);
      await problemOf(query(world, "turnovers/amountsOf", parked), [409, "sequence_parked"]);
      const other = await openAccount(world, [5]);
      assert.equal(await bodyOf(query(world, "turnovers/amountsOf", other)), "5");
      assert.equal((await factsOf(query(world, "balances/balanceOf", parked))).balance, unlucky + 3);
      await evict(world, parked.accountId);
    },
  },
  {
    name: "a retry after the mend works the letters in their order",
    run: async (world) => {
      const { accountId, position } = await openAccount(world, [1, unlucky, 2]);
      await problemOf(query(world, "turnovers/amountsOf", { accountId, position }), [409, "sequence_parked"]);
      const failed = await retry(world, accountId);
      assert.deepEqual([failed.handled, failed.done], [0, false]);
      const { position: given } = await factsOf(world.ask("/commands/GiveCharm", json({ accountId })));
      assert.equal(await bodyOf(query(world, "charms/ofAccount", { accountId, position: String(given) })), 1);
      let mended = await retry(world, accountId);
      // The last one may still have been on its way.
      while (mended.done !== true) mended = await retry(world, accountId);
      const amounts = bodyOf(query(world, "turnovers/amountsOf", { accountId, position }));
      assert.equal(await amounts, `1 ${unlucky} 2`);
    },
  },
  {
    name: "a sweep moves projections where nothing else does",
    run: async (world) => {
      await world.restart({ quiet: true });
      const { accountId } = await openAccount(world, [4, 5]);
      const seen = async (): Promise<unknown> => ({
        amounts: await bodyOf(query(world, "turnovers/amountsOf", { accountId })),
        row: await bodyOf(query(world, "balances/balanceOf", { accountId })),
      });
      const moved = { amounts: "4 5", row: { accountId, owner: "Ann", balance: 9 } };
      assert.deepEqual(await seen(), { amounts: "", row: null });
      // Whoever was killed by the restart may hold its segments until its lease has ended.
      const until = Date.now() + 30_000;
      do await world.sweep();
      while (Date.now() < until && !isDeepStrictEqual(await seen(), moved));
      assert.deepEqual(await seen(), moved);
      await world.restart();
    },
  },
];

function letters(accountId: string): string {
  return `/admin/dead-letters/turnovers/${encodeURIComponent(`account/${accountId}`)}`;
}

function retry({ ask }: World, accountId: string): Promise<Facts> {
  return factsOf(ask(`${letters(accountId)}/retry`, { method: "POST", headers: asAdmin }));
}

/** Leaves nothing behind for the cases that follow. */
async function evict({ ask }: World, accountId: string): Promise<void> {
  await factsOf(ask(letters(accountId), { method: "DELETE", headers: asAdmin }));
}

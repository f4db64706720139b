import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { openBank } from "../http/open-bank.ts";

// For each name of a query all parameters were looked through again: 16 KiB of address were millions of comparisons, more where hosts take longer ones.
test("a query with more parameters than anybody needs is refused before they are sorted out", async () => {
  const bank = await openBank(memoryStore());
  const { ask } = bank.world();
  const parameters = (count: number) => Array.from({ length: count }, (_, n) => `p${n}=`).join("&");
  const refused = await ask(`/queries/balances/balanceOf?${parameters(1_001)}`);
  expect([refused.status, (await refused.json()).detail]).toEqual([
    400,
    'Cannot read "search": it has more than 1000 parameters; send fewer',
  ]);
  const taken = await ask(`/queries/balances/balanceOf?accountId=a-1&${parameters(999)}`);
  expect(taken.status).toBe(200);
  await bank.close();
});

import { client } from "myelin/client";
import type { bank } from "./bank.ts"; // types only: nothing of the server comes along

/** Opens an account, deposits and withdraws; answers what an onlooker sees of it. */
export async function tryClient(url: string, token: string): Promise<readonly string[]> {
  const { commands, queries, events } = client<typeof bank>({ url, token });
  const seen: string[] = [];

  const accountId = "a-1";
  await commands.OpenAccount({ accountId, owner: "Ann" });
  await commands.DepositMoney({ accountId, amount: 80 }); // sent again under one id until it is answered
  const row = await queries.balances.balanceOf({ accountId }); // waits for what this client has written
  seen.push(`${row?.owner} has ${row?.balance}`);

  const outcome = await commands.WithdrawMoney({ accountId, amount: 90 });
  if (!outcome.ok && outcome.reason === "InsufficientFunds") seen.push(`${outcome.data.missing} are missing`);

  for await (const event of events({ types: ["account.MoneyDeposited"] })) {
    seen.push(`${event.data.amount} came in`); // goes on over lost connections, each event once
    break;
  }
  return seen;
}

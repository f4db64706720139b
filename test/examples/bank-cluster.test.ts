import { expect, it } from "vitest";
import { startProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { freshDatabase } from "../support/database.ts";

it("the bank's cluster on Node serves one database by two processes, and ends cleanly on SIGTERM", async () => {
  const env = { PORT: "0", DATABASE_URL: await freshDatabase({ empty: true }) };
  const server = startProcess({ args: [`${root}dist/examples/bank/node-cluster.js`], env });
  const [, url = ""] = await server.says(/listens on (\S+)[\s\S]*listens on \1/);
  const send = (command: string, payload: object) =>
    fetch(`${url}/commands/${command}`, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: JSON.stringify(payload),
    });
  expect((await send("OpenAccount", { accountId: "a-1", owner: "Ann" })).status).toBe(200);
  // Dealt out in turn: each deposit meets what the other process has written.
  const deposits = [];
  for (const amount of [1, 2, 3, 4]) deposits.push((await send("DepositMoney", { accountId: "a-1", amount })).json());
  const outcomes = await Promise.all(deposits);
  expect(outcomes.map(({ version }) => version)).toEqual([2, 3, 4, 5]);
  const headers = { "myelin-wait-for": outcomes[3].position, connection: "close" };
  const balances = [];
  for (let asked = 0; asked < 4; asked++)
    balances.push(await (await fetch(`${url}/queries/balances/balanceOf?accountId=a-1`, { headers })).json());
  expect(balances.map(({ balance }) => balance)).toEqual([10, 10, 10, 10]);
  server.signal("SIGTERM");
  expect(await server.ended).toMatchObject({ code: 0 });
});

import { expect, it, onTestFinished } from "vitest";
import { startProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { freshDatabase } from "../support/database.ts";
import { freePort } from "../support/embedded-server.ts";

it("two nodes of the bank find each other, and one answers for what the other has", async () => {
  const database = await freshDatabase();
  const [first, second] = [await start(database), await start(database)];
  await Promise.all([first, second].map(({ says }) => says(/Ring \d+: \S+, \S+/)));
  const open = (url: string) =>
    fetch(`${url}/commands/OpenAccount`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": "open-1" },
      body: JSON.stringify({ accountId: "a-1", owner: "Ann" }),
    });
  const answers = [await open(first.url), await open(second.url)];
  expect(await Promise.all(answers.map((answer) => answer.json()))).toMatchObject([
    { version: 1, duplicate: false },
    { version: 1, duplicate: true },
  ]);
});

async function start(database: string) {
  const port = await freePort();
  const node = startProcess({
    args: [`${root}dist/examples/bank/several-nodes.js`],
    env: {
      PORT: String(port),
      DATABASE_URL: database,
      MYELIN_NODE_ADDRESS: `http://127.0.0.1:${port}`,
      MYELIN_CLUSTER_SECRET: "a secret that all nodes share, and nobody else knows",
    },
  });
  onTestFinished(async () => {
    node.signal("SIGTERM");
    expect(await node.ended).toMatchObject({ code: 0 });
  });
  await node.says(/listens on \S+/);
  return { url: `http://127.0.0.1:${port}`, says: node.says };
}

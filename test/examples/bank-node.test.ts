import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { startProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";

const cwd = mkdtempSync(join(tmpdir(), "myelin-bank-"));
afterAll(() => rmSync(cwd, { recursive: true }));

it("the bank's main file on Node serves, and ends cleanly on SIGTERM", async () => {
  const server = startProcess({ args: [`${root}dist/examples/bank/node.js`], cwd, env: { PORT: "0" } });
  const [, url = ""] = await server.says(/listens on (\S+)/);
  const body = JSON.stringify({ accountId: "a-1", owner: "Ann" });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/commands/OpenAccount`, { method: "POST", headers, body });
  expect([answer.status, (await answer.json()).version]).toEqual([200, 1]);
  server.signal("SIGTERM");
  expect(await server.ended).toMatchObject({ code: 0 });
});

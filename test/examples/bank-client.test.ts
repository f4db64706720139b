import { expect, test } from "vitest";
import { httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { serveNode } from "../../adapters/node/mod.ts";
import { bank } from "../../examples/bank/bank.ts";
import { tryClient } from "../../examples/bank/client.ts";
import { compile } from "../../src/mod.ts";
import { startEngine } from "../../src/runtime/mod.ts";

test("the bank's client writes, reads its own writes, is refused, and follows the log", async () => {
  const engine = await startEngine({
    tables: compile(bank),
    store: memoryStore(),
    migrate: true,
    log: () => undefined,
  });
  const { fetch } = httpApp(engine, { adminToken: "t" });
  const server = await serveNode({ fetch, port: 0, signals: [], onShutdown: () => engine.stop() });
  expect(await tryClient(server.url, "t")).toEqual(["Ann has 80", "10 are missing", "80 came in"]);
  await server.stop();
});

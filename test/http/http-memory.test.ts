import { afterAll, beforeAll, describe, test } from "vitest";
import { httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { serveNode } from "../../adapters/node/mod.ts";
import { httpCases } from "./http-cases.ts";
import { type OpenBank, openBank } from "./open-bank.ts";

let open: OpenBank;
beforeAll(async () => {
  open = await openBank(memoryStore());
});
afterAll(() => open.close());

describe("in process", () => {
  test.each(httpCases)("$name", ({ options, run }) => run(open.world(options)));
});

describe("through the Node host", () => {
  test.each(httpCases)("$name", async ({ options, run }) => {
    const { fetch } = httpApp(open.engine, { log: () => undefined, ...options });
    const server = await serveNode({ fetch, port: 0, signals: [] });
    try {
      await run(open.worldAt(server.url));
    } finally {
      await server.stop();
    }
  });
});

import { afterAll, beforeAll, describe, test } from "vitest";
import { httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { serveNode } from "../../adapters/node/mod.ts";
import { fuzzCases } from "./fuzz-cases.ts";
import { type OpenBank, openBank } from "./open-bank.ts";

// Fixed, so that a run says the same of the same code; FUZZ_SEED and FUZZ_RUNS search further.
const seed = Number(process.env.FUZZ_SEED ?? 20_261_101);
const runs = Number(process.env.FUZZ_RUNS ?? 400);

let open: OpenBank;
beforeAll(async () => {
  open = await openBank(memoryStore());
});
afterAll(() => open.close());

describe("in process", () => {
  test.each(fuzzCases({ runs, seed }))("$name", ({ options, run }) => run(open.world(options)));
});

describe("through the Node host", () => {
  test.each(fuzzCases({ runs: runs / 4, seed: seed + 1 }))("$name", async ({ options, run }) => {
    const server = await serveNode({
      fetch: httpApp(open.engine, { ...options, log: () => undefined }).fetch,
      port: 0,
      signals: [],
    });
    try {
      await run(open.worldAt(server.url));
    } finally {
      await server.stop();
    }
  });
});

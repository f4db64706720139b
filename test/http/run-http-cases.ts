import { afterAll, beforeAll, describe, test } from "vitest";
import { httpApp } from "../../adapters/http/mod.ts";
import { serveNode } from "../../adapters/node/mod.ts";
import type { Store } from "../../src/runtime/mod.ts";
import { fuzzCases } from "./fuzz-cases.ts";
import type { HttpCase } from "./http-case.ts";
import { httpCases } from "./http-cases.ts";
import { type OpenBank, openBank } from "./open-bank.ts";

export interface HttpSubject {
  readonly open: () => Store | Promise<Store>;
  /** Generated requests to each command, in this process; a quarter as many over a socket. */
  readonly fuzzRuns: number;
}

// Fixed, so that a run says the same of the same code; FUZZ_SEED and FUZZ_RUNS search further.
const seed = Number(process.env.FUZZ_SEED ?? 20_261_101);

/** All that is known of HTTP, on one store: in this process, and through the Node host. */
export function runHttpCases(subject: HttpSubject): void {
  const runs = Number(process.env.FUZZ_RUNS ?? subject.fuzzRuns);
  let open: OpenBank;
  beforeAll(async () => {
    open = await openBank(await subject.open());
  });
  afterAll(() => open.close());

  describe("in process", () => {
    test.each([...httpCases, ...fuzzCases({ runs, seed })])("$name", ({ options, run }) => run(open.world(options)));
  });
  describe("through the Node host", () => {
    const cases = [...httpCases, ...fuzzCases({ runs: Math.ceil(runs / 4), seed: seed + 1 })];
    test.each(cases)("$name", (one) => overSocket(open, one));
  });
}

async function overSocket({ engine, worldAt }: OpenBank, { options, run }: HttpCase): Promise<void> {
  const { fetch } = httpApp(engine, { log: () => undefined, ...options });
  const server = await serveNode({ fetch, port: 0, signals: [] });
  await run(worldAt(server.url)).finally(() => server.stop());
}

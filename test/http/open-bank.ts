import { type HttpOptions, httpApp } from "../../adapters/http/mod.ts";
import { compile } from "../../src/mod.ts";
import { type Engine, type EngineOptions, type Store, startEngine, startOfLog } from "../../src/runtime/mod.ts";
import { bank } from "./bank.ts";
import type { AskInit, HttpWorld } from "./http-case.ts";

/** The bank on one store, ready to be shown over HTTP again and again, each time with other options. */
export interface OpenBank {
  readonly engine: Engine;
  /** The world of a case, talking to the bank in this process. */
  world(options?: HttpOptions): HttpWorld;
  /** The same through anything that carries requests to an address. */
  worldAt(url: string): HttpWorld;
  close(): Promise<void>;
}

export async function openBank(store: Store, options: Partial<EngineOptions> = {}): Promise<OpenBank> {
  const engine = await startEngine({ tables: compile(bank), store, migrate: true, log: () => undefined, ...options });
  const run = `${Date.now().toString(36)}`;
  let count = 0;
  const around = (ask: HttpWorld["ask"]): HttpWorld => ({
    ask,
    fresh: () => `${run}-${++count}`,
    countEvents: () => countEvents(store),
  });
  return {
    engine,
    world: (shown = {}) => {
      const app = httpApp(engine, { log: () => undefined, ...shown });
      return around(async (path, init) => app.fetch(new Request(`http://localhost${path}`, init)));
    },
    worldAt: (url) => around((path, init?: AskInit) => fetch(`${url}${path}`, init)),
    close: () => engine.stop(),
  };
}

async function countEvents({ events }: Store): Promise<number> {
  const upTo = await events.lastPosition();
  return (await events.readLog({ after: startOfLog, upTo, limit: 1_000_000 })).length;
}

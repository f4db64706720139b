import { memoryStore } from "../../adapters/memory/mod.ts";
import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { type Engine, type EngineOptions, type Log, startEngine } from "../../src/runtime/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { freshDatabase } from "../support/database.ts";

/** One line that an engine logged. */
export interface Line {
  readonly level: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Data that any number of nodes share. */
export interface Ground {
  /** A node's own way to the data. */
  store(): Promise<Store>;
  /** What the nodes logged. */
  readonly lines: readonly Line[];
  /** Starts a node, on its own store unless one is given. */
  node(options: Pick<EngineOptions, "tables"> & Partial<EngineOptions>): Promise<Engine>;
  /** Stops the nodes that run still. */
  end(): Promise<void>;
}

export type LayGround = () => Promise<Ground>;

function ground(open: () => Promise<Store>, close: () => Promise<void> = async () => {}): Ground {
  const engines: Engine[] = [];
  const lines: Line[] = [];
  const log: Log = (level, message, facts = {}) => {
    lines.push({ level, message, facts });
  };
  return {
    store: open,
    lines,
    node: async (options) => {
      const engine = await startEngine({ migrate: true, log, store: options.store ?? (await open()), ...options });
      engines.push(engine);
      return engine;
    },
    end: async () => {
      for (const engine of engines.splice(0)) await engine.stop();
      await close();
    },
  };
}

/** One store for all nodes, which outlives each of them. */
function shared(store: Store): Store {
  return Object.assign(Object.create(store), { close: async () => {} });
}

export const onMemory: LayGround = async () => {
  const store = memoryStore();
  return ground(async () => store);
};

export const onPglite: LayGround = async () => {
  const store = await pgliteStore();
  return ground(
    async () => shared(store),
    () => store.close(),
  );
};

export const onPostgres: LayGround = async () => {
  const url = await freshDatabase();
  return ground(async () => postgresStore({ url }));
};

/** By way of a pooler in transaction mode. */
export function behind(by: (url: string) => string): LayGround {
  return async () => {
    const url = by(await freshDatabase());
    return ground(async () => postgresStore({ url }));
  };
}

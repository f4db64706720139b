import { memoryStore } from "../../../adapters/memory/mod.ts";
import type { Tables } from "../../../src/model/tables.ts";
import type { InstanceHead, InstanceStatus } from "../../../src/model/workflow-instance.ts";
import { type Engine, type EngineOptions, startEngine } from "../../../src/runtime/mod.ts";
import { eventually } from "../../support/eventually.ts";

export interface Rig {
  start(tables: Tables, options?: Partial<EngineOptions>): Promise<Engine>;
  /** To be called after each test. */
  stopAll(): Promise<void>;
  /** Sentences that were logged as errors. */
  readonly errors: string[];
}

export function rig(): Rig {
  const engines: Engine[] = [];
  const errors: string[] = [];
  return {
    errors,
    start: async (tables, options = {}) => {
      const log: EngineOptions["log"] = (level, message) => {
        if (level === "error") errors.push(message);
      };
      const engine = await startEngine({ tables, store: memoryStore(), log, ...options });
      engines.push(engine);
      return engine;
    },
    stopAll: async () => {
      for (const one of engines.splice(0)) await one.stop(1_000);
      errors.length = 0;
    },
  };
}

/** The instance once it stands so. */
export function standing(
  engine: Engine,
  id: string,
  status: InstanceStatus,
  workflow = "moving",
): Promise<InstanceHead> {
  return eventually(async () => {
    const { head } = await engine.workflows.show({ workflow, id });
    if (head.status !== status)
      throw new Error(`It is ${head.status} in ${head.state}: ${head.reason ?? head.trouble}`);
    return head;
  });
}

export async function eventsOf(engine: Engine, type: string, id: string): Promise<readonly string[]> {
  const events = await engine.readStream({ type, id }, { after: 0, limit: 1_000 }).catch(() => []);
  return events.map(({ type: name, data }) => `${name.split(".")[1]} ${JSON.stringify(data)}`);
}

/** What an instance did, step by step. */
export async function didOf(engine: Engine, id: string, workflow = "moving"): Promise<readonly string[]> {
  const { history } = await engine.workflows.show({ workflow, id });
  return history.flatMap(({ did }) => did);
}

import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { type Engine, startEngine, type Tables } from "../../../src/runtime/mod.ts";

export interface EngineOf {
  /** Straight to the server. */
  readonly url: string;
  readonly tables: Tables;
}

/** An engine of the harness's own, beside the nodes: for what is prepared before there are faults. It moves no processor. */
export async function withEngine(
  { url, tables }: EngineOf,
  use: (engine: Pick<Engine, "submit">) => Promise<void>,
): Promise<void> {
  const store = await postgresStore({ url, applicationName: "harness" });
  const engine = await startEngine({ tables, store, background: false, log: () => {} });
  await use(engine).finally(() => engine.stop());
}

import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import { type Engine, startEngine } from "../../../src/runtime/mod.ts";
import type { Mode } from "../cases.ts";
import { accounts } from "../domain/accounts.ts";

export interface EngineToMeasure {
  readonly url: string;
  readonly mode: Mode;
  readonly interceptors: boolean;
}

/** An engine on its defaults (10 connections), on a database that it brings to its schema. */
export async function openEngine({ url, mode, interceptors }: EngineToMeasure): Promise<Engine> {
  return startEngine({
    tables: compile(accounts({ interceptors })),
    store: await postgresStore({ url }),
    migrate: true,
    mode: mode === "simple" ? "simple" : "batched",
    log: (level, message, facts) => level !== "info" && console.error(level, message, facts),
  });
}

import { expect } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { compile, explain, tablesToJson } from "../../src/mod.ts";
import type { ApplicationNode } from "../../src/model/application-node.ts";
import { type CommandResult, type Engine, type Publishers, startEngine } from "../../src/runtime/mod.ts";

/** One declaration: its tables as text and JSON are compared with the kept ones, and the same tables run on the memory store. */
export interface CompileCase {
  readonly name: string;
  readonly application: { readonly node: ApplicationNode };
  /** Where its relays lead, if it has any. */
  readonly publishers?: Publishers;
  readonly run: (application: RunningApplication) => Promise<void>;
}

export interface RunningApplication {
  readonly engine: Engine;
  submit(command: string, payload: unknown, metadata?: Record<string, string>): Promise<CommandResult>;
  /** Answers once everything submitted so far is projected. */
  query(projection: string, query: string, parameters?: unknown): Promise<unknown>;
}

export async function checkCase({ application, run, publishers = {} }: CompileCase): Promise<void> {
  const tables = compile(application);
  expect(explain(tables)).toMatchSnapshot("explain");
  expect(JSON.stringify(tablesToJson(tables), null, 2)).toMatchSnapshot("json");
  const engine = await startEngine({ tables, store: memoryStore(), log: () => {}, publishers });
  try {
    await run(running(engine));
  } finally {
    await engine.stop();
  }
}

function running(engine: Engine): RunningApplication {
  const last: { position?: CommandResult & { ok: true } } = {};
  return {
    engine,
    submit: async (command, payload, metadata = {}) => {
      const result = await engine.submit({ command, payload, metadata });
      if (result.ok) last.position = result;
      return result;
    },
    query: async (projection, query, parameters = {}) => {
      const waitFor = last.position === undefined ? {} : { waitFor: last.position.position };
      return (await engine.query({ projection, query, parameters, ...waitFor })).value;
    },
  };
}

import process from "node:process";
import { MyelinError } from "../../src/runtime/mod.ts";
import { loadApplication } from "./load-application.ts";
import { openStore } from "./open-store.ts";
import { readSettings } from "./settings.ts";

export interface MigrateOptions {
  readonly app: string;
  /** Only print the SQL. */
  readonly print?: boolean;
}

/** Brings the database to the engine's schema and makes the projections' tables, or prints the SQL that would. */
export async function migrate({ app, print = false }: MigrateOptions): Promise<void> {
  const tables = await loadApplication(app);
  if (print) {
    const { migrationSql } = await import("../postgres-js/mod.ts");
    process.stdout.write(migrationSql({ tables }));
    return;
  }
  const store = await openStore(readSettings(process.env));
  try {
    const done = await store.schema.migrate(tables);
    for (const line of done) console.log(line);
    const problems = await store.schema.problems(tables);
    if (problems.length > 0) throw stillProblems(problems);
    console.log(done.length === 0 ? "Nothing to do: the database is ready" : "The database is ready");
  } finally {
    await store.close();
  }
}

function stillProblems(problems: readonly string[]): MyelinError {
  const list = problems.map((line) => `  - ${line}`).join("\n");
  return new MyelinError("store_not_ready", `Cannot finish: what is left has to be mended by hand\n${list}`);
}

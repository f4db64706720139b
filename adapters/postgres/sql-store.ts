import type { Store } from "../../src/runtime/mod.ts";
import { sqlCommands } from "./commands/sql-commands.ts";
import { sqlDeployments } from "./deployments/sql-deployments.ts";
import type { Driver } from "./driver.ts";
import { engineError } from "./engine-error.ts";
import { sqlEvents } from "./events/sql-events.ts";
import { drizzleHandle } from "./handle/drizzle-handle.ts";
import { health } from "./health.ts";
import { sqlInline } from "./inline/sql-inline.ts";
import { sqlLetters } from "./letters/sql-letters.ts";
import { sqlNodes } from "./nodes/sql-nodes.ts";
import { sqlRebuilds } from "./rebuild/sql-rebuilds.ts";
import { sqlRowReader } from "./rows/sql-rows.ts";
import { migrate } from "./schema/migrate.ts";
import { problems } from "./schema/problems.ts";
import { limitsOfBatches } from "./segments/batch-limits.ts";
import { sqlSegments } from "./segments/sql-segments.ts";
import { sqlSnapshots } from "./snapshots/sql-snapshots.ts";
import { schemaName } from "./sql/schema-name.ts";
import { batchLimits, type TransactionLimits } from "./transaction.ts";
import { sqlWakes } from "./watch/sql-wakes.ts";
import { type Watcher, watchDatabase } from "./watch/watch-database.ts";
import { sqlWorkflows } from "./workflows/sql-workflows.ts";

export interface SqlStoreOptions {
  readonly driver: Driver;
  /** Default `myelin`. */
  readonly schema?: string | undefined;
  /** Milliseconds an append waits for another that handles the same command id, and exclusive work for each key; default 5,000. */
  readonly waitMs?: number | undefined;
  /** Of the transaction of a batch, or of exclusive work. */
  readonly limits?: Partial<TransactionLimits> | undefined;
}

/** The store over any driver of Postgres. */
export function sqlStore({ driver, schema = "myelin", waitMs = 5_000, limits = {} }: SqlStoreOptions): Store {
  const settings = { driver, schema: schemaName(schema), waitMs, limits: { ...batchLimits, ...limits } };
  const events = sqlEvents(settings);
  const watcher = watchDatabase(settings);
  const segmentSettings = { ...settings, limits: limitsOfBatches(limits), watcher };
  return {
    kind: driver.kind,
    schema: {
      migrate: (tables) => migrate(settings, tables),
      problems: (tables) => problems(settings, tables),
    },
    events,
    commands: sqlCommands(settings),
    snapshots: sqlSnapshots(settings),
    segments: sqlSegments(segmentSettings),
    nodes: sqlNodes(settings),
    letters: sqlLetters(segmentSettings),
    inline: sqlInline(segmentSettings),
    rebuilds: sqlRebuilds(segmentSettings),
    workflows: sqlWorkflows(settings),
    deployments: sqlDeployments(settings),
    wakes: sqlWakes({ ...settings, watcher }),
    views: { db: drizzleHandle(driver), rows: (target) => sqlRowReader(driver, target) },
    health: () => health(settings),
    pool: () => driver.pool?.(),
    describe: () => describeStore(driver, watcher),
    close: async () => {
      // Both at once: from here on nothing new is taken up.
      await Promise.all([driver.close(), events.close(), watcher.close()]);
    },
  };
}

async function describeStore({ kind, embedded }: Driver, watcher: Watcher): Promise<string> {
  if (embedded) return `${kind}, inside of this process`;
  try {
    const direct = await watcher.watches();
    return direct
      ? `${kind}, on direct connections: nodes hear of new events, and of each other's end, at once`
      : `${kind}, through a transaction pooler: nodes look for new events, and wait for a lost node's lease`;
  } catch (error) {
    throw engineError(error, "ask the database how it is reached");
  }
}

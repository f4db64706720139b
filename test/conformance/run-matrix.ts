import postgres from "postgres";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { compile } from "../../src/mod.ts";
import { bouncerFolder, startBouncer } from "../support/bouncer.ts";
import { startEmbeddedServer } from "../support/embedded-server.ts";
import { endLeftoverServers } from "../support/leftover-servers.ts";
import { allCases } from "./cases/all-cases.ts";
import { bank } from "./domain/bank.ts";
import { type Cell, type Connection, connections, type Matrix, type Runtime } from "./matrix.ts";
import { findRuntime } from "./runtimes/find-runtime.ts";
import type { Runner } from "./runtimes/runner.ts";

/** Two ways to a server that databases can be made on: a url for each, or why there is none. */
interface Ways {
  readonly server: string;
  readonly by: Readonly<Record<Connection, (url: string) => { readonly url: string } | { readonly missing: string }>>;
  stop(): Promise<void>;
}

/** Runs all cases on these runtimes, by both ways. `say` hears of progress and of failures. */
export async function runMatrix(only: readonly Runtime[], say: (line: string) => void): Promise<Matrix> {
  await endLeftoverServers();
  const ways = await openWays();
  try {
    const rows: [Runtime, Record<Connection, Cell>][] = [];
    for (const runtime of only) {
      const found = await findRuntime[runtime]();
      const cells: [Connection, Cell][] = [];
      for (const connection of connections) {
        const facts = { title: `${runtime}, ${connection}`, say };
        const began = performance.now();
        const cell =
          "missing" in found ? skipped(found.missing) : await runBy(found.run, { ...facts, ways, connection });
        const seconds = Math.round((performance.now() - began) / 1000);
        say(`${facts.title}: ${cell.passed} passed, ${cell.failed} failed, ${seconds} s ${cell.skipped.join()}`);
        cells.push([connection, cell]);
      }
      rows.push([runtime, Object.fromEntries(cells) as Record<Connection, Cell>]); // of all connections
    }
    return Object.fromEntries(rows);
  } finally {
    await ways.stop();
  }
}

/** What is missing is a reason to skip on a user's machine, and a failure where everything has to be there. */
function skipped(reason: string): Cell {
  return { passed: 0, failed: process.env.CI === "true" ? allCases.length : 0, skipped: [reason] };
}

interface Run {
  readonly title: string;
  readonly say: (line: string) => void;
  readonly ways: Ways;
  readonly connection: Connection;
}

async function runBy(run: Runner, { title, say, ways, connection }: Run): Promise<Cell> {
  const database = await newDatabase(ways.server);
  const way = ways.by[connection](database);
  if ("missing" in way) return skipped(way.missing);
  const passed = new Set<string>();
  const tell = ({ name, failure }: { readonly name: string; readonly failure?: string }): void => {
    if (failure === undefined) passed.add(name);
    else say(`${title}: FAILED ${name}\n${failure}`);
  };
  // Cases that never ran have failed as well.
  await run(way.url, tell).catch((error: unknown) =>
    say(`${title}: ${error instanceof Error ? error.message : error}`),
  );
  return { passed: passed.size, failed: allCases.length - passed.size, skipped: [] };
}

async function openWays(): Promise<Ways> {
  const server = await startEmbeddedServer();
  const folder = await bouncerFolder;
  const bouncer = folder === undefined ? undefined : await startBouncer(server.url);
  return {
    server: server.url,
    by: {
      direct: (url) => ({ url }),
      pooler: (url) =>
        bouncer === undefined
          ? { missing: "PgBouncer is not installed; install the package pgbouncer" }
          : { url: bouncer.by(url) },
    },
    stop: async () => {
      await bouncer?.stop();
      await server.stop();
    },
  };
}

let made = 0;

/** A new database with the bank's tables. Its url. */
async function newDatabase(server: string): Promise<string> {
  const name = `conformance_${process.pid}_${made++}`;
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`).finally(() => admin.end());
  const url = new URL(server);
  url.pathname = `/${name}`;
  const store = await postgresStore({ url: url.href });
  await store.schema.migrate(compile(bank));
  await store.close();
  return url.href;
}

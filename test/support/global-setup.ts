import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { contractTables } from "../../src/testing/mod.ts";
import { type RunningServer, startEmbeddedServer } from "./embedded-server.ts";
import { endLeftoverServers } from "./leftover-servers.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Of a server's database that databases can be made from; empty when there is no server. */
    readonly serverUrl: string;
    /** A migrated database to copy. */
    readonly templateDatabase: string;
    /** Why there is no server. */
    readonly serverProblem: string;
  }
}

/** One real server per run: the embedded one, or that of DATABASE_URL. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  await endLeftoverServers();
  try {
    const server = await startServer();
    const template = `myelin_template_${process.pid}`;
    await makeTemplate(server.url, template);
    project.provide("serverUrl", server.url);
    project.provide("templateDatabase", template);
    project.provide("serverProblem", "");
    return async () => {
      await dropDatabase(server.url, template).finally(() => server.stop());
    };
  } catch (error) {
    // Tests that need no database run all the same; the others say this.
    project.provide("serverUrl", "");
    project.provide("templateDatabase", "");
    project.provide("serverProblem", String(error));
    return undefined;
  }
}

function startServer(): Promise<RunningServer> {
  const url = process.env.DATABASE_URL;
  return url === undefined || url === "" ? startEmbeddedServer() : Promise.resolve({ url, stop: async () => {} });
}

async function makeTemplate(serverUrl: string, name: string): Promise<void> {
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.unsafe(`create database ${name}`);
  await admin.end();
  const store = await postgresStore({ url: urlOf(serverUrl, name) });
  await store.schema.migrate(contractTables());
  await store.close();
}

async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.end();
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

import postgres from "postgres";
import { afterAll, inject } from "vitest";

export interface TestServer {
  /** Of a database that others can be made from. */
  readonly url: string;
}

let made = 0;
const urls: string[] = [];

/** The run's real server. Throws, with the reason, where there is none. */
export function testServer(): TestServer {
  const problem = inject("serverProblem");
  if (problem !== "") throw new Error(problem);
  return { url: inject("serverUrl") };
}

/** A new database of this test file's own, migrated (or `empty`), dropped when the file has ended. Its url. */
export async function freshDatabase({ empty = false }: { empty?: boolean } = {}): Promise<string> {
  const { url: serverUrl } = testServer();
  if (made === 0) afterAll(dropAll);
  const name = `myelin_test_${process.pid}_${Date.now().toString(36)}_${made++}`;
  const template = empty ? "template0" : inject("templateDatabase");
  await administer((sql) => sql.unsafe(`create database ${name} template ${template}`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  urls.push(name);
  return url.href;
}

/** Runs `work` on the server's own database. */
export async function administer<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(testServer().url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

async function dropAll(): Promise<void> {
  await administer(async (sql) => {
    for (const name of urls.splice(0)) await sql.unsafe(`drop database if exists ${name} with (force)`);
  });
}

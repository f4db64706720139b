import postgres from "postgres";
import { expect, test } from "vitest";
import { serveNode } from "../../adapters/node/mod.ts";
import { freshDatabase } from "../support/database.ts";
import { addressOf, cliProject, count, countedAt, counterFiles } from "./cli-project.ts";

/** An empty database, and any free port: the tests of other files run beside these. */
async function environment(): Promise<Readonly<Record<"DATABASE_URL" | "PORT", string>>> {
  return { DATABASE_URL: await freshDatabase({ empty: true }), PORT: "0" };
}

test("start refuses a database that is not migrated and says what to run", async () => {
  const { code, stdout, stderr } = await cliProject(counterFiles).run(["start"], await environment());
  expect([code, stdout]).toEqual([4, ""]);
  expect(stderr).toMatch(/^myelin: Cannot start on this database: .*\n.*run `myelin migrate`/);
});

test("migrate, start, a command, a query, a signal, and start again", async () => {
  const project = cliProject(counterFiles);
  const env = await environment();
  const migrated = await project.run(["migrate"], env);
  expect([migrated.code, migrated.stdout.endsWith("The database is ready\n")]).toEqual([0, true]);
  expect((await project.run(["migrate"], env)).stdout).toBe("Nothing to do: the database is ready\n");

  const first = project.start(["start"], env);
  const url = await addressOf(first);
  const counted = await count(url, 40, "once");
  expect(counted).toMatchObject({ version: 1, duplicate: false });
  expect(await countedAt(url, counted.position)).toBe(40);
  expect(await count(url, 61)).toMatchObject({ code: "rejected", reason: "TooMuch" });
  expect((await fetch(`${url}/streams/counter/c-1`)).status).toBe(403);
  first.signal("SIGTERM");
  expect(await first.ended).toMatchObject({ code: 0, signal: null });

  const second = project.start(["start"], { ...env, MYELIN_ADMIN_TOKEN: "sesame" });
  const again = await addressOf(second);
  expect(await count(again, 40, "once")).toEqual({ ...counted, duplicate: true });
  expect(await countedAt(again, counted.position)).toBe(40);
  const headers = { authorization: "Bearer sesame" };
  expect((await (await fetch(`${again}/streams/counter/c-1`, { headers })).json()).events).toHaveLength(1);
  second.signal("SIGINT");
  expect(await second.ended).toMatchObject({ code: 0, signal: null });
});

test("start serves from what migrate --print has prepared", async () => {
  const project = cliProject(counterFiles);
  const env = await environment();
  const { code, stdout } = await project.run(["migrate", "--print"]);
  expect([code, stdout.startsWith("begin;\n"), stdout.trimEnd().endsWith("commit;")]).toEqual([0, true, true]);
  const sql = postgres(env.DATABASE_URL, { max: 1, onnotice: () => undefined });
  await sql.unsafe(stdout);
  await sql.end();
  expect((await project.run(["migrate"], env)).stdout).toBe("Nothing to do: the database is ready\n");
  const server = project.start(["start"], env);
  const url = await addressOf(server);
  const { position } = await count(url, 7);
  expect(await countedAt(url, position)).toBe(7);
});

test("start tells the mend when the port is taken", async () => {
  const project = cliProject(counterFiles);
  const env = await environment();
  await project.run(["migrate"], env);
  const other = await serveNode({ fetch: () => new Response("mine"), port: 0, signals: [] });
  const { code, stderr } = await project.run(["start"], { ...env, PORT: String(other.port) });
  await other.stop();
  // What the engine logs at its start stands before it.
  const [last] = stderr.trimEnd().split("\n").slice(-1);
  expect([code, last]).toEqual([
    5,
    `myelin: Cannot listen on "127.0.0.1:${other.port}": another process listens there; stop it, or set PORT to another port`,
  ]);
});

test("start and migrate say when the database is away, in one line", async () => {
  const project = cliProject(counterFiles);
  // Port 1 is nobody's.
  const away = { PORT: "0", DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
  for (const command of ["start", "migrate"]) {
    const { code, stderr } = await project.run([command], away);
    expect([code, stderr.split("\n").length]).toEqual([4, 2]);
    expect(stderr).toContain("the database is away");
  }
});

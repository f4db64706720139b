import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type StartedProcess, startProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { freshDatabase } from "../support/database.ts";
import { denoBinary } from "./deno-binary.ts";
import { skipFor } from "./lane.ts";

const binary = denoBinary();
const cwd = mkdtempSync(join(tmpdir(), "myelin-deno-"));
afterAll(() => rmSync(cwd, { recursive: true }));

describe.skipIf(skipFor("missing" in binary ? binary.missing : undefined))("on Deno", () => {
  it.each([
    ["deno serve with the bank's main file", ["serve", "-A", "--port=0", `${root}examples/bank/deno.ts`], {}],
    [
      "myelin dev over the bank",
      ["run", "-A", `${root}adapters/cli/main.ts`, "dev", `--app=${root}examples/bank/bank.ts`],
      { PORT: "0" },
    ],
  ])("%s serves, and ends cleanly on SIGTERM", async (_, args, env) => {
    const server = startDeno(args, env);
    const [, port] = await server.says(/https?:\/\/[^:]+:(\d+)/);
    const answer = await fetch(`http://127.0.0.1:${port}/commands/OpenAccount`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ accountId: "a-1", owner: "Ann" }),
    });
    expect([answer.status, (await answer.json()).version]).toEqual([200, 1]);
    server.signal("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0 });
  });

  it("the main file for Deno Deploy registers with Deno.cron, and serves once the database is there", async () => {
    const DATABASE_URL = await freshDatabase({ empty: true });
    const main = `${root}examples/bank/deno-deploy.ts`;
    const server = startDeno(["serve", "-A", "--unstable-cron", "--port=0", main], { DATABASE_URL });
    const [, port] = await server.says(/https?:\/\/[^:]+:(\d+)/);
    const ask = () => fetch(`http://127.0.0.1:${port}/health/ready`);
    expect((await ask()).status).toBe(500);
    const migrate = ["run", "-A", `${root}adapters/cli/main.ts`, "migrate", `--app=${root}examples/bank/bank.ts`];
    expect(await startDeno(migrate, { DATABASE_URL }).ended).toMatchObject({ code: 0 });
    expect((await ask()).status).toBe(200);
    server.signal("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0 });
  });

  it("what the clock calls on Deno Deploy sweeps", async () => {
    const DATABASE_URL = await freshDatabase({ empty: true });
    const migrate = ["run", "-A", `${root}adapters/cli/main.ts`, "migrate", `--app=${root}examples/bank/bank.ts`];
    expect(await startDeno(migrate, { DATABASE_URL }).ended).toMatchObject({ code: 0 });
    // The clock's part is played here: it calls at once what was registered.
    const program = `let registered;
      Object.defineProperty(Deno, "cron", { value: async (name, schedule, run) => void (registered = { name, schedule, run }) });
      await import("${root}examples/bank/deno-deploy.ts");
      await registered.run();
      console.log(registered.name, registered.schedule);
      Deno.exit(0);`;
    const { code, stdout, stderr } = await startDeno(["eval", "--unstable-cron", program], { DATABASE_URL }).ended;
    expect([code, stdout], stderr).toEqual([0, "myelin sweep * * * * *\n"]);
  });
});

function startDeno([command = "", ...args]: readonly string[], env: Readonly<Record<string, string>>): StartedProcess {
  if ("missing" in binary) throw new Error(binary.missing);
  const all = [command, `--config=${root}deno.json`, ...args];
  return startProcess({ command: binary.path, args: all, cwd: mkdtempSync(join(cwd, "app-")), env });
}

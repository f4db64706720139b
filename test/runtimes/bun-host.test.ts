import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runProcess, type StartedProcess, startProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { bunBinary } from "./bun-binary.ts";
import { skipFor } from "./lane.ts";

const binary = bunBinary();
const cwd = mkdtempSync(join(tmpdir(), "myelin-bun-"));
afterAll(() => rmSync(cwd, { recursive: true }));

describe.skipIf(skipFor("missing" in binary ? binary.missing : undefined))("on Bun", () => {
  it("the bank's main file serves, and ends cleanly on SIGTERM", async () => {
    const server = startBun([`${root}examples/bank/bun.ts`], { PORT: "0" });
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

  it("a handler that was never asked ends cleanly on SIGTERM, too", async () => {
    const program = `import { bunHandler } from "${root}adapters/bun/mod.ts";
      console.log("ready");
      export default bunHandler({ port: 0, fetch: () => new Response("hello"), onShutdown: () => console.log("shut down") });`;
    const server = startBun(["--eval", program]);
    await server.says(/ready/);
    await server.says(/https?:\/\/[^:]+:(\d+)/);
    server.signal("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0, stdout: expect.stringContaining("shut down") });
  });

  it("serveBun names the mend when the port is taken", async () => {
    const { code, stdout, stderr } = await run(`import { serveBun } from "${root}adapters/bun/mod.ts";
      const serve = (port) => serveBun({ port, signals: [], fetch: () => new Response("hello") });
      const first = await serve(0);
      const error = await serve(first.port).catch((error) => error);
      await Promise.all([first.stop(), first.stop()]);
      console.log(error.code, error.message.replace(first.port, "P"));`);
    expect({ code, stdout: stdout.trim(), stderr }).toEqual({
      code: 0,
      stdout:
        'address_in_use Cannot listen on "127.0.0.1:P": another process listens there; stop it, or set PORT to another port',
      stderr: "",
    });
  });

  it("stop cuts a request that outlives the grace time, and connections that clients keep alive", async () => {
    const { code, stdout, stderr } = await run(`import { serveBun } from "${root}adapters/bun/mod.ts";
      const { promise: arrived, resolve: arrive } = Promise.withResolvers();
      const fetched = (request) => {
        if (!request.url.endsWith("/stuck")) return new Response("kept");
        arrive();
        return new Promise(() => {});
      };
      const server = await serveBun({ port: 0, graceMs: 1, signals: [], fetch: fetched, onShutdown: () => console.log("shut down") });
      console.log(await (await fetch(server.url)).text());
      const stuck = fetch(server.url + "/stuck").then(() => "answered", () => "cut");
      await arrived;
      await server.stop();
      console.log(await stuck);`);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "kept\nshut down\ncut\n", stderr: "" });
  });
});

function startBun(args: readonly string[], env: Readonly<Record<string, string>> = {}): StartedProcess {
  if ("missing" in binary) throw new Error(binary.missing);
  return startProcess({ command: binary.path, args, cwd: mkdtempSync(join(cwd, "app-")), env });
}

function run(program: string) {
  if ("missing" in binary) throw new Error(binary.missing);
  return runProcess({ command: binary.path, args: ["--eval", program], cwd });
}

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type StartedProcess, startProcess } from "./started-process.ts";

const built = fileURLToPath(new URL("../../dist/adapters/node/mod.js", import.meta.url));

/** A server in a process of its own: each request waits until the process is told to go on by SIGUSR2. */
function startServer(onShutdown: string): StartedProcess {
  const program = `
    import { serveNode } from ${JSON.stringify(built)};
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    process.on("SIGUSR2", () => release());
    const fetch = async () => {
      console.log("holding");
      await held;
      return new Response("done");
    };
    const log = (level, message) => console.log(level, message);
    const server = await serveNode({ fetch, port: 0, log, onShutdown: async () => { ${onShutdown} } });
    setInterval(() => undefined, 60_000);
    console.log("listening on " + server.url);
  `;
  return startProcess({ args: ["--input-type=module", "--eval", program] });
}

async function addressOf(server: StartedProcess): Promise<string> {
  const [, url = ""] = await server.says(/listening on (\S+)/);
  return url;
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "serveNode ends with code 0 on %s, though timers still run",
  async (signal) => {
    const server = startServer("console.log('shut down');");
    await addressOf(server);
    server.signal(signal);
    const { code, stdout } = await server.ended;
    expect([code, stdout.includes(`Stopping on ${signal}`), stdout.includes("shut down")]).toEqual([0, true, true]);
  },
);

test("serveNode answers the request that runs when the signal comes", async () => {
  const server = startServer("");
  const url = await addressOf(server);
  const held = fetch(url);
  await server.says(/holding/);
  server.signal("SIGTERM");
  await server.says(/Stopping on SIGTERM/);
  await expect(fetch(url)).rejects.toThrow();
  server.signal("SIGUSR2");
  expect(await (await held).text()).toBe("done");
  expect((await server.ended).code).toBe(0);
});

test("serveNode ends at once on a second signal", async () => {
  const server = startServer("await new Promise(() => undefined);");
  await addressOf(server);
  server.signal("SIGTERM");
  await server.says(/Stopping on SIGTERM/);
  server.signal("SIGTERM");
  expect((await server.ended).code).toBe(143);
});

test("serveNode ends with code 1 when the shutdown breaks", async () => {
  const server = startServer("throw new Error('no');");
  await addressOf(server);
  server.signal("SIGTERM");
  const { code, stdout } = await server.ended;
  expect([code, stdout.includes("error Cannot stop cleanly")]).toEqual([1, true]);
});

import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { type NodeServeOptions, type NodeServer, serveNode } from "../../adapters/node/mod.ts";

function serve(options: Partial<NodeServeOptions>): Promise<NodeServer> {
  return serveNode({ fetch: () => new Response("hello"), port: 0, signals: [], ...options });
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test("serveNode answers what fetch answers, on the port it was given", async () => {
  const server = await serve({ fetch: (request) => new Response(new URL(request.url).pathname, { status: 201 }) });
  const answer = await fetch(`${server.url}/a/path`);
  expect([answer.status, await answer.text(), server.port > 0]).toEqual([201, "/a/path", true]);
  await server.stop();
});

test("serveNode names the mend when the port is taken", async () => {
  const first = await serve({});
  await expect(serve({ port: first.port })).rejects.toMatchObject({
    code: "address_in_use",
    message: `Cannot listen on "127.0.0.1:${first.port}": another process listens there; stop it, or set PORT to another port`,
  });
  await first.stop();
});

test("stop refuses new connections, lets the running request finish, then runs onShutdown", async () => {
  const arrived = deferred();
  const release = deferred();
  const order: string[] = [];
  const server = await serve({
    fetch: async () => {
      arrived.resolve();
      await release.promise;
      order.push("answered");
      return new Response("late");
    },
    onShutdown: () => void order.push("shut down"),
  });
  const running = fetch(server.url);
  await arrived.promise;
  const stopped = server.stop();
  await expect(fetch(server.url)).rejects.toThrow();
  release.resolve();
  expect(await (await running).text()).toBe("late");
  await stopped;
  expect(order).toEqual(["answered", "shut down"]);
});

test("stop closes connections that clients keep alive, idle ones and those that just got their answer", async () => {
  const agent = new Agent({ keepAlive: true });
  const release = deferred();
  const arrived = deferred();
  // Were they not closed, stop would wait an hour.
  const server = await serve({
    graceMs: 3_600_000,
    fetch: async (request) => {
      if (request.url.endsWith("/slow")) {
        arrived.resolve();
        await release.promise;
      }
      return new Response("kept");
    },
  });
  const idle = await ask(`${server.url}/`, agent);
  const busy = ask(`${server.url}/slow`, agent);
  await arrived.promise;
  const stopped = server.stop();
  release.resolve();
  expect([idle.headers.connection, (await busy).headers.connection]).toEqual(["keep-alive", "keep-alive"]);
  await stopped;
  agent.destroy();
});

test("stop cuts a request that outlives the grace time, and the request sees it", async () => {
  const arrived = deferred();
  const aborted = deferred();
  const server = await serve({
    graceMs: 1,
    fetch: async ({ signal }) => {
      signal.addEventListener("abort", aborted.resolve);
      arrived.resolve();
      await aborted.promise;
      return new Response("nobody reads this");
    },
  });
  const cut = expect(fetch(server.url)).rejects.toThrow();
  await arrived.promise;
  await server.stop();
  await Promise.all([cut, aborted.promise]);
});

test("stop runs onShutdown once, however often it is called", async () => {
  let count = 0;
  const server = await serve({ onShutdown: () => void count++ });
  await Promise.all([server.stop(), server.stop()]);
  await server.stop();
  expect(count).toBe(1);
});

test("serveNode gives the signals back when it has stopped", async () => {
  const before = process.listenerCount("SIGTERM");
  const server = await serveNode({ fetch: () => new Response("hello"), port: 0 });
  const during = process.listenerCount("SIGTERM");
  await server.stop();
  expect([during - before, process.listenerCount("SIGTERM") - before]).toEqual([1, 0]);
});

async function ask(url: string, agent: Agent): Promise<IncomingMessage> {
  // `once` knows the arguments of no event.
  const [answer] = (await once(get(url, { agent }), "response")) as [IncomingMessage];
  answer.resume();
  await once(answer, "end");
  return answer;
}

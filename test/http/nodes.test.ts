import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { clusterSettings, httpApp, httpNodes } from "../../adapters/http/mod.ts";
import { nodePath, signer } from "../../adapters/http/nodes/signature.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { serveNode } from "../../adapters/node/mod.ts";
import { compile } from "../../src/mod.ts";
import {
  type Engine,
  type ForwardedCommand,
  type NodeConnector,
  type Store,
  startEngine,
} from "../../src/runtime/mod.ts";
import { keysOf } from "../runtime/membership/loopback.ts";
import { bank } from "./bank.ts";
import { admin, answerOf, json, problemOf } from "./http-case.ts";

const secret = "a secret of many characters";
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function listening(server: Server): Promise<number> {
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return new Promise((resolve) => {
    // A TCP server's address has a port.
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listening(server);
  await ends.pop()?.();
  return port;
}

interface Started {
  readonly engine: Engine;
  readonly url: string;
}

/** A node behind a real socket. */
async function node(name: string, store: Store): Promise<Started> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const cluster = { address: url, connector: httpNodes({ secret }) };
  const engine = await startEngine({ tables: compile(bank), store, node: name, log: () => {}, cluster });
  const { fetch } = httpApp(engine, { clusterSecret: secret, ...admin.options, log: () => {} });
  const server = await serveNode({ fetch, port, signals: [] });
  ends.push(async () => {
    await engine.stop();
    await server.stop();
  });
  return { engine, url };
}

async function pair(): Promise<readonly [Started, Started]> {
  const store = memoryStore();
  const [a, b] = [await node("a", store), await node("b", store)];
  for (const { engine } of [a, b]) await expect.poll(() => engine.nodes.ring().members).toEqual(["a", "b"]);
  return [a, b];
}

async function alone(options: { clusterSecret?: string; maxBodyBytes?: number } = { clusterSecret: secret }) {
  const engine = await startEngine({ tables: compile(bank), store: memoryStore(), node: "a", log: () => {} });
  ends.push(() => engine.stop());
  return httpApp(engine, { log: () => {}, ...options });
}

function command(payload: unknown = { accountId: "k", owner: "Ann" }): ForwardedCommand {
  const submission = { command: "OpenAccount", payload, timeoutMs: 5_000 };
  return { to: "a", from: "b", commandId: "c-1", dispatched: true, submission };
}

/** Through `httpNodes` into an application of this process. */
function connectorTo(
  app: { fetch(request: Request): Response | Promise<Response> },
  withSecret = secret,
): NodeConnector {
  return httpNodes({ secret: withSecret, fetch: async (url, init) => app.fetch(new Request(url, init)) });
}

const signal = new AbortController().signal;

async function signed(changes: { body?: string; signedBody?: string; time?: number; nonce?: string } = {}) {
  const { body = JSON.stringify(command()), signedBody = body, time = Date.now(), nonce = "n-1" } = changes;
  const code = await signer(secret).sign(new TextEncoder().encode(signedBody), { time: String(time), nonce });
  const headers = { "myelin-node-time": String(time), "myelin-node-nonce": nonce, "myelin-node-signature": code };
  return { method: "POST", body, headers: { ...headers, "content-type": "application/json" } };
}

describe("nodes over HTTP", () => {
  it("send each other commands, and their answers back", async () => {
    const [a, b] = await pair();
    const [accountId = ""] = keysOf("b", ["a", "b"], 1);
    const opened = await a.engine.submit({ command: "OpenAccount", payload: { accountId, owner: "Ann" }, id: "i" });
    expect(opened).toMatchObject({ ok: true, commandId: "i", version: 1 });
    const events = await b.engine.readStream({ type: "account", id: accountId }, { after: 0, limit: 10 });
    expect(events[0]?.metadata["myelin.node"]).toBe("b");
    const answer = await fetch(`${a.url}/commands/OpenAccount`, json({ accountId, owner: "Bob" }));
    expect((await problemOf(answer, "rejected")).reason).toBe("AlreadyOpen");
  });

  it("are shown to operators", async () => {
    const [a, b] = await pair();
    await problemOf(await fetch(`${a.url}/admin/nodes`), "unauthorized");
    const { nodes } = await answerOf(await fetch(`${b.url}/admin/nodes`, { headers: admin.headers }));
    expect(nodes).toMatchObject([
      { id: "a", address: a.url, loadFactor: 100, self: false, warnings: [] },
      { id: "b", address: b.url, loadFactor: 100, self: true, warnings: [] },
    ]);
    const shares = (nodes as { share: number }[]).map(({ share }) => share); // as the line above has seen
    expect((shares[0] ?? 0) + (shares[1] ?? 0)).toBeCloseTo(1, 9);
  });
});

describe("POST /node/commands", () => {
  it("is closed without a cluster secret", async () => {
    for (const options of [{}, { clusterSecret: "" }])
      await problemOf(await (await alone(options)).request(nodePath, await signed()), "forbidden");
  });

  it("takes what is signed, once", async () => {
    const app = await alone();
    expect(await answerOf(await app.request(nodePath, await signed()))).toMatchObject({
      node: "a",
      outcome: { kind: "settled", result: { ok: true, commandId: "c-1" } },
    });
    await problemOf(await app.request(nodePath, await signed()), "unauthorized");
    await answerOf(await app.request(nodePath, await signed({ nonce: "n-2" })));
  });

  it("refuses what is unsigned, changed, old, or signed with another secret", async () => {
    const app = await alone();
    const refused = async (init: RequestInit): Promise<void> =>
      void (await problemOf(await app.request(nodePath, init), "unauthorized"));
    const { headers, ...plain } = await signed();
    await refused({ ...plain, headers: { "content-type": "application/json" } });
    await refused({ ...plain, headers: { ...headers, "myelin-node-signature": "0".repeat(64) } });
    await refused({ ...plain, headers: { ...headers, "myelin-node-signature": "no hex" } });
    await refused({ ...plain, headers: { ...headers, "myelin-node-time": String(Date.now() + 1) } });
    await refused({ ...plain, headers: { ...headers, "myelin-node-nonce": "n-9" } });
    await refused(await signed({ signedBody: "{}" }));
    await refused(await signed({ time: Date.now() - 16_000 }));
    await refused(await signed({ time: Date.now() + 16_000 }));
    expect(
      await connectorTo(app, "another secret, also long").send("http://a", { command: command(), signal }),
    ).toEqual({
      kind: "unreached",
      cause: "Cannot take the command of a node: its signature is wrong; give all nodes the same MYELIN_CLUSTER_SECRET",
    });
  });

  it("refuses what it cannot read, and what is too large", async () => {
    const app = await alone({ clusterSecret: secret, maxBodyBytes: 1_000 });
    await problemOf(await app.request(nodePath, await signed({ body: "{" })), "malformed_json");
    await problemOf(await app.request(nodePath, await signed({ body: "{}", nonce: "n-2" })), "invalid_command");
    const large = command({ accountId: "k", owner: "x".repeat(70_000) });
    const answer = await connectorTo(app).send("http://a", { command: large, signal });
    expect(answer).toMatchObject({ kind: "declined", cause: expect.stringContaining("larger than") });
    const circular: { self?: unknown } = {};
    circular.self = circular;
    expect((await connectorTo(app).send("http://a", { command: command(circular), signal })).kind).toBe("declined");
  });
});

describe("the way to another node", () => {
  it("is known not to be there where nobody listens", async () => {
    const address = `http://127.0.0.1:${await freePort()}`;
    const answer = await httpNodes({ secret }).send(address, { command: command(), signal });
    expect(answer.kind).toBe("unreached");
  });

  it("loses the command where the connection ends without an answer", async () => {
    const port = await listening(createTcpServer((socket) => socket.once("data", () => socket.destroy())));
    const answer = await httpNodes({ secret }).send(`http://127.0.0.1:${port}`, { command: command(), signal });
    expect(answer.kind).toBe("lost");
  });

  it.each([
    [200, "lost"],
    [302, "lost"],
    [500, "lost"],
    [503, "lost"],
    [404, "unreached"],
    [401, "unreached"],
    [400, "declined"],
  ])("takes a stranger's %d for %s", async (status, kind) => {
    const server = createServer((_, response) => response.writeHead(status, { location: "/" }).end("<h1>hello</h1>"));
    const port = await listening(server);
    const answer = await httpNodes({ secret }).send(`http://127.0.0.1:${port}`, { command: command(), signal });
    expect(answer.kind).toBe(kind);
  });

  it("ends with its signal", async () => {
    const port = await listening(createTcpServer((socket) => ends.push(() => socket.destroy())));
    const call = new AbortController();
    const sending = httpNodes({ secret }).send(`http://127.0.0.1:${port}`, { command: command(), signal: call.signal });
    call.abort();
    expect((await sending).kind).toBe("lost");
  });
});

describe("a node's environment", () => {
  const right = { MYELIN_NODE_ADDRESS: "http://10.0.0.1:8080", MYELIN_CLUSTER_SECRET: secret };

  it("says where it is and how much comes to it", () => {
    expect(clusterSettings({})).toEqual({});
    expect(clusterSettings({ MYELIN_NODE_ADDRESS: "", MYELIN_CLUSTER_SECRET: "" })).toEqual({});
    const { cluster, clusterSecret } = clusterSettings(right);
    expect([cluster?.address, cluster?.loadFactor, clusterSecret]).toEqual(["http://10.0.0.1:8080", undefined, secret]);
    expect(clusterSettings({ ...right, MYELIN_LOAD_FACTOR: "0" }).cluster?.loadFactor).toBe(0);
  });

  it.each([
    [{ MYELIN_CLUSTER_SECRET: secret }, "MYELIN_NODE_ADDRESS: it is not set"],
    [{ MYELIN_NODE_ADDRESS: "http://a" }, "MYELIN_CLUSTER_SECRET: it is not set"],
    [{ ...right, MYELIN_NODE_ADDRESS: "10.0.0.1:8080" }, "MYELIN_NODE_ADDRESS: it is no address"],
    [{ ...right, MYELIN_CLUSTER_SECRET: "short" }, "MYELIN_CLUSTER_SECRET: it is shorter than 16"],
    [{ ...right, MYELIN_LOAD_FACTOR: "-1" }, "MYELIN_LOAD_FACTOR: it is not a whole number"],
  ])("is refused where it is incomplete or wrong: %j", (environment, words) => {
    expect(() => clusterSettings(environment)).toThrow(words);
  });
});

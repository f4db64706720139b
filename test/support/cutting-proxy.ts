import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * - `before`: the message never reaches the server.
 * - `after`: the server has done it, its answer is lost.
 * - `meanwhile`: the server is still at it, and does not notice that its client is gone.
 */
export type Cut = "before" | "after" | "meanwhile";

/** A way to the database that a test can cut at a chosen message. */
export interface CuttingProxy {
  /** The database's address by way of this proxy. */
  readonly url: string;
  /** Cuts the connection that sends a message with `text` in it. Resolves when it is cut; only once per call. */
  cut(at: Cut, text: string): Promise<void>;
  /** Breaks every connection and takes no new one until `restore`. */
  interrupt(): void;
  restore(): void;
  /** Connections made so far. */
  connections(): number;
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** The process id that the handshake tells, as a pooler's would be an invention; default: the server's own. */
  readonly handshakePid?: number;
}

interface Order {
  readonly at: Cut;
  readonly text: string;
  readonly done: () => void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** Answers are held back until the server is done. */
  dropping: Order | undefined;
}

export async function cuttingProxy(databaseUrl: string, { handshakePid }: ProxyOptions = {}): Promise<CuttingProxy> {
  const target = new URL(databaseUrl);
  const pairs = new Set<Pair>();
  const orders: Order[] = [];
  let open = true;
  let count = 0;

  const proxy = createServer((client) => {
    if (!open) return void client.destroy();
    count++;
    const server = connect(Number(target.port || 5432), target.hostname);
    const pair: Pair = { client, server, dropping: undefined };
    pairs.add(pair);
    join(pair, { orders, handshakePid, left: () => pairs.delete(pair) });
  });
  const port = await listening(proxy);
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);

  const breakAll = (): void => {
    for (const { client, server } of pairs) {
      client.destroy();
      server.destroy();
    }
  };
  return {
    url: url.href,
    cut: (at, text) => new Promise((done) => orders.push({ at, text, done })),
    interrupt: () => {
      open = false;
      breakAll();
    },
    restore: () => {
      open = true;
    },
    connections: () => count,
    close: () => {
      breakAll();
      return new Promise((resolve) => proxy.close(() => resolve()));
    },
  };
}

function listening(proxy: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    proxy.once("error", reject);
    proxy.listen(0, "127.0.0.1", () => {
      const address = proxy.address();
      if (typeof address === "object" && address) resolve(address.port);
      else reject(new Error("the proxy has no port"));
    });
  });
}

interface Joining {
  readonly orders: Order[];
  readonly handshakePid: number | undefined;
  readonly left: () => void;
}

function join(pair: Pair, { orders, handshakePid, left }: Joining): void {
  const { client, server } = pair;
  client.setNoDelay(true);
  server.setNoDelay(true);
  client.on("data", (chunk) => {
    const order = taken(orders, chunk);
    if (order === undefined) return void server.write(chunk);
    obey(pair, { order, chunk });
  });
  server.on("data", (chunk) => {
    if (pair.dropping === undefined) return void client.write(rewritten(chunk, handshakePid));
    if (!chunk.includes(readyForQuery)) return;
    end(pair);
    pair.dropping.done();
  });
  client.on("error", () => {});
  server.on("error", () => {});
  // A server that is still at work does not notice that its client has gone: its side stays open.
  client.on("close", () => pair.dropping === undefined && server.end());
  server.on("close", () => {
    client.destroy();
    left();
  });
}

/** A message with the text of an order; messages are small, so they come in one piece. */
function taken(orders: Order[], chunk: Buffer): Order | undefined {
  const index = orders.findIndex(({ text }) => chunk.includes(text));
  return index < 0 ? undefined : orders.splice(index, 1)[0];
}

function obey(pair: Pair, { order, chunk }: { order: Order; chunk: Buffer }): void {
  if (order.at === "before") {
    end(pair);
    order.done();
    return;
  }
  pair.dropping = order;
  pair.server.write(chunk, () => {
    if (order.at !== "meanwhile") return;
    pair.client.destroy();
    order.done();
  });
}

function end({ client, server }: Pair): void {
  client.destroy();
  server.destroy();
}

const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5]);
const backendKeyData = Buffer.from([0x4b, 0, 0, 0, 12]);

/** Replaces the process id in the handshake's BackendKeyData. */
function rewritten(chunk: Buffer, pid: number | undefined): Buffer {
  const at = pid === undefined ? -1 : chunk.indexOf(backendKeyData);
  if (pid === undefined || at < 0) return chunk;
  const changed = Buffer.from(chunk);
  changed.writeUInt32BE(pid, at + 5);
  return changed;
}

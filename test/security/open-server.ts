import { connect } from "node:net";
import { type HttpOptions, httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { type NodeServeOptions, type NodeServer, serveNode } from "../../adapters/node/mod.ts";
import { compile } from "../../src/mod.ts";
import { type EngineOptions, startEngine } from "../../src/runtime/mod.ts";
import { bank } from "../http/bank.ts";

export interface AttackedServer extends NodeServer {
  /** Sends bytes as they are, and answers all that comes back until the server hangs up. */
  raw(...parts: readonly string[]): Promise<string>;
  /** What the server has written to its log. */
  readonly logged: readonly string[];
}

export const adminToken = "the-admin-token-of-this-test";

export interface AttackedOptions {
  readonly http?: HttpOptions;
  readonly host?: Partial<NodeServeOptions>;
  readonly engine?: Partial<EngineOptions>;
}

/** The bank on a real socket, as it is served by default, with an admin token. */
export async function attackedServer({ http, host, engine: own }: AttackedOptions = {}): Promise<AttackedServer> {
  const logged: string[] = [];
  const log = (level: string, message: string, facts: object = {}): void => {
    logged.push(`${level} ${message} ${JSON.stringify(facts)}`);
  };
  const engine = await startEngine({ tables: compile(bank), store: memoryStore(), log, ...own });
  const { fetch } = httpApp(engine, { adminToken, log, ...http });
  const server = await serveNode({
    fetch,
    port: 0,
    signals: [],
    graceMs: 100,
    ...host,
    onShutdown: () => engine.stop(),
  });
  return { ...server, logged, raw: (...parts) => rawRequest(server.port, parts) };
}

function rawRequest(port: number, parts: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(port, "127.0.0.1", () => {
      for (const part of parts) socket.write(part);
    });
    socket.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    // A server that hangs up in the middle of what is sent may reset the connection.
    socket.on("error", () => undefined).on("close", () => resolve(said));
  });
}

/** Words that an answer to a stranger must not have: stacks, SQL, places of files, secrets. */
export const leaks =
  /\n\s+at |node_modules|\.ts:\d+|\.js:\d+|\bselect .* from\b|\binsert into\b|the-admin-token-of-this-test/i;

/** Names that every object has, and names that reach out of where they are put. */
export const oddNames: readonly string[] = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "..%2f..%2fetc%2fpasswd",
  "%00",
  "%0d%0aset-cookie:%20a=b",
  "%E0%A4%A",
  "'; drop table events; --",
  "$(reboot)",
  "<script>alert(1)</script>",
  "a".repeat(8_000),
  "%F0%9F%98%80",
  "\\",
  ".",
];

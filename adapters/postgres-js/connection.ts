import postgres from "postgres";
import { DatabaseError, isLost, readOnly, type Session, type SqlResult, type SqlStatement } from "../postgres/mod.ts";
import { clientError, staleError } from "./client-error.ts";
import { socketOpener } from "./open-socket.ts";
import { type StatementMemory, statementMemory } from "./statement-memory.ts";
import { textTypes } from "./text-types.ts";

/** Whether connections lead straight to a server, or to a transaction pooler that gives each transaction another one. */
export type DatabaseMode = "direct" | "pooled";

export interface ConnectionOptions {
  readonly url: string;
  /** Undefined: found out. */
  readonly mode: DatabaseMode | undefined;
  readonly applicationName: string;
  /** Milliseconds. */
  readonly connectTimeout: number;
  /** Told the channel of each notification. */
  readonly hear?: ((channel: string) => void) | undefined;
}

/** One connection. Once it is lost it stays so: whoever needs another opens one. */
export interface Connection extends Session {
  readonly alive: () => boolean;
  /** Whether its session is its own, also between transactions. */
  readonly direct: boolean;
  /** Resolves when it is gone. */
  readonly ended: Promise<void>;
  /** Whether statements that are sent without waiting go out at once, one behind the other. */
  readonly pipelines: boolean;
  close(): Promise<void>;
}

type Client = ReturnType<typeof postgres>;

/**
 * A client of one connection that never connects again by itself: what was sent before a break and what after must not be
 * mixed up. (The client would also write into a socket that is gone.)
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const state = connectionState();
  const opener = socketOpener();
  const { lost } = state;
  const client = postgres(options.url, { ...clientOptions(options, lost), ...{ socket: opener.open } });
  try {
    const direct = await within(options.connectTimeout, isDirect(client, options.mode));
    return connection(client, { state, direct });
  } catch (error) {
    opener.destroy();
    void client.end({ timeout: 0 });
    throw clientError(error, { sent: false });
  }
}

interface ConnectionState {
  alive: boolean;
  readonly ended: Promise<void>;
  /** Told of a lost connection: one for each statement that has no answer. */
  readonly pending: Set<(error: unknown) => void>;
  readonly lost: () => void;
}

function connectionState(): ConnectionState {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const state: ConnectionState = {
    alive: true,
    ended,
    pending: new Set(),
    lost: () => {
      state.alive = false;
      // The client forgets those that it had not sent yet.
      for (const refuse of state.pending) refuse(new Error("the connection broke"));
      end();
    },
  };
  return state;
}

function clientOptions({ applicationName, connectTimeout, hear }: ConnectionOptions, lost: () => void) {
  return {
    // Its own `listen` would open another connection, which connects again by itself.
    onnotify: hear,
    max: 1,
    types: textTypes(),
    fetch_types: false,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: Math.ceil(connectTimeout / 1000),
    connection: { application_name: applicationName },
    onnotice: () => {},
    onclose: lost,
  };
}

/** Behind a transaction pooler the handshake's pid is the pooler's invention, and every statement may meet another backend. */
async function isDirect(client: Client, mode: DatabaseMode | undefined): Promise<boolean> {
  const result = await client.unsafe("select pg_backend_pid(), pg_is_in_recovery(), clock_timestamp()").values();
  // What a standby does not have yet would look like what never happened.
  if (result[0]?.[1] === "t") throw new DatabaseError("the server is in recovery", { code: readOnly, sent: false });
  if (mode !== undefined) return mode === "direct";
  return String(result[0]?.[0]) === String(result.state.pid);
}

/** Rejects when `work` takes longer than `ms`. */
function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server did not answer within ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

interface Opened {
  readonly state: ConnectionState;
  readonly direct: boolean;
}

function connection(client: Client, { state, direct }: Opened): Connection {
  const memory = statementMemory();
  const send = <T>(work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (!state.alive) return reject(new DatabaseError("the connection is gone", { sent: false }));
      const refuse = (thrown: unknown): void => {
        state.pending.delete(refuse);
        const error = clientError(thrown, { sent: true });
        if (isLost(error)) state.lost();
        reject(error);
      };
      state.pending.add(refuse);
      work().then((result) => {
        state.pending.delete(refuse);
        resolve(result);
      }, refuse);
    });
  return {
    alive: () => state.alive,
    direct,
    ended: state.ended,
    // The client asks for the types of what it does not prepare, and waits.
    pipelines: direct,
    query: (statement) =>
      send(() => (direct ? runDirect(client, { statement, memory }) : run(client, unprepared(statement)))),
    script: (text) => send(async () => void (await client.unsafe(text))),
    close: async () => {
      // A client whose connection broke would wait for an answer that never comes. Seconds.
      const timeout = state.alive ? 5 : 0;
      state.lost();
      await client.end({ timeout });
    },
  };
}

interface Run {
  readonly statement: SqlStatement;
  readonly memory: StatementMemory;
}

/** What the application sends is prepared when it comes back. */
async function runDirect(client: Client, { statement, memory }: Run): Promise<SqlResult> {
  const { text, prepare } = statement;
  if (prepare !== "maybe") return run(client, statement);
  if (!memory.prepares(text)) return run(client, unprepared(statement));
  try {
    const result = await run(client, { text, values: statement.values ?? [], prepare: true });
    memory.prepared(text);
    return result;
  } catch (thrown) {
    const error = memory.refused(text) ? staleError(thrown) : thrown;
    if (error !== thrown) memory.forget(text);
    throw error;
  }
}

function unprepared({ text, values = [] }: SqlStatement): SqlStatement {
  return { text, values };
}

async function run(client: Client, { text, values = [], prepare }: SqlStatement): Promise<SqlResult> {
  const result = await client.unsafe(text, [...values], { prepare: prepare === true }).values();
  const columns = (result.columns ?? []).map(({ name, type }) => ({ name, type }));
  return { columns, rows: [...result], count: result.count ?? result.length };
}

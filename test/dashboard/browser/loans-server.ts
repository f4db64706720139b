import { startMain } from "../../examples/loans-process.ts";
import { freePort } from "../../support/embedded-server.ts";
import { token } from "./person.ts";

/** The built loans example in a process of its own. */
export interface LoansServer {
  readonly url: string;
  readonly port: number;
  ask(query: string): Promise<unknown>;
  command(name: string, payload: object): Promise<number>;
  /** Resolves when its replay has ended. */
  replayed(): Promise<void>;
  /** In good order. */
  stop(): Promise<void>;
}

export interface LoansSettings {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Default: a free one. */
  readonly port?: number;
  /** Resolves when it serves, and not only when the replay has ended. */
  readonly early?: boolean;
}

export async function startLoansServer({
  cwd,
  args,
  env = {},
  port,
  early = false,
}: LoansSettings): Promise<LoansServer> {
  const at = port ?? (await freePort());
  const main = startMain(args, { cwd, env: { PORT: String(at), MYELIN_ADMIN_TOKEN: token, ...env } });
  const url = `http://127.0.0.1:${at}`;
  await main.says(early ? /Loans: (\S+) on/ : /Serving (\S+), for example/);
  return {
    url,
    port: at,
    ask: async (query) => (await fetch(`${url}/queries/${query}`)).json(),
    command: async (name, payload) => {
      const headers = { "content-type": "application/json" };
      return (await fetch(`${url}/commands/${name}`, { method: "POST", headers, body: JSON.stringify(payload) }))
        .status;
    },
    replayed: async () => {
      await main.says(/Serving (\S+), for example/);
    },
    stop: async () => {
      main.signal("SIGTERM");
      await main.ended;
    },
  };
}

import * as v from "valibot";
import { type ErrorCode, isErrorCode, MyelinError, messageOf } from "../../../../src/runtime/mod.ts";
import { CliError } from "../../cli-error.ts";
import { exitCodes } from "../../exit-codes.ts";

export interface RemoteServer {
  readonly url: string;
  readonly token?: string;
  /** In place of the global one. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

export interface RemoteRequest<Schema> {
  readonly method: "GET" | "POST" | "DELETE";
  /** Default: the addresses of operators. */
  readonly root?: "admin" | "workflows" | "events";
  /** Below the root, part by part. */
  readonly path: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
  /** Any JSON. */
  readonly body?: unknown;
  /** What a 200 or 202 has to look like. */
  readonly answer: Schema;
}

/** One request; what a server's problem says is thrown as if it had happened here. */
export type RemoteCall = <Schema extends v.GenericSchema>(
  request: RemoteRequest<Schema>,
) => Promise<v.InferOutput<Schema>>;

/** @throws CliError `usage` when the address is none */
export function remoteCall({ url, token, fetch: own }: RemoteServer): RemoteCall {
  const base = baseOf(url);
  return async ({ answer, ...request }) => {
    const address = addressOf(base, request);
    const response = await ask(address, { init: requestInit(request, token), own });
    const json = v.safeParse(v.pipe(v.string(), v.parseJson()), await response.text());
    const value = json.success ? json.output : undefined;
    if (response.status !== 200 && response.status !== 202) throw problem({ address, response, value });
    const right = v.safeParse(answer, value);
    if (right.success) return right.output;
    throw strange(address, v.summarize(right.issues));
  };
}

type Request = Omit<RemoteRequest<unknown>, "answer">;

function addressOf(base: URL, { root = "admin", path, parameters = {} }: Request): URL {
  const address = new URL([root, ...path.map(partOf)].join("/"), base);
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address;
}

function requestInit({ method, body }: Request, token: string | undefined): RequestInit {
  const headers = { accept: "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  if (body === undefined) return { method, headers };
  return { method, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}

function baseOf(url: string): URL {
  const base = URL.canParse(url) ? new URL(url.endsWith("/") ? url : `${url}/`) : undefined;
  if (base?.protocol === "http:" || base?.protocol === "https:") return base;
  throw new CliError(`Cannot ask "${url}": it is no address; give one such as http://127.0.0.1:8080`, {
    exitCode: exitCodes.usage,
  });
}

function partOf(part: string): string {
  // Every program on the way takes these for steps in a path, however they are written.
  if (part !== "." && part !== "..") return encodeURIComponent(part);
  throw new CliError(`Cannot name "${part}" in an address: it would mean another one; work on the database itself`, {
    exitCode: exitCodes.usage,
  });
}

interface Asking {
  readonly init: RequestInit;
  readonly own: RemoteServer["fetch"];
}

async function ask(address: URL, { init, own }: Asking): Promise<Response> {
  try {
    return await (own ?? fetch)(address.href, init);
  } catch (cause) {
    const why = cause instanceof Error && cause.cause !== undefined ? messageOf(cause.cause) : messageOf(cause);
    throw new CliError(`Cannot reach "${address.origin}": ${why}; start the server, or mend --url`, {
      exitCode: exitCodes.server,
      cause,
    });
  }
}

const Problem = v.object({ code: v.custom<ErrorCode>(isErrorCode), detail: v.string() });

interface Refused {
  readonly address: URL;
  readonly response: Response;
  readonly value: unknown;
}

function problem({ address, response, value }: Refused): Error {
  const told = v.safeParse(Problem, value);
  if (!told.success || told.output.code === "not_found") return strange(address, `it answers ${response.status}`);
  const { code, detail } = told.output;
  const hint = code === "unauthorized" ? " in MYELIN_ADMIN_TOKEN" : "";
  return new MyelinError(code, `${detail}${hint}`);
}

function strange(address: URL, what: string): CliError {
  return new CliError(`Cannot understand "${address.href}": ${what}; is a Myelin server of this version there?`, {
    exitCode: exitCodes.server,
  });
}

import { MyelinError } from "../../src/mod.ts";
import type { CallOptions, ClientOptions, HeaderValues } from "./client-options.ts";
import type { Answer } from "./problem-error.ts";

/** A request before its address and headers are complete. */
export interface Ask {
  readonly method: "GET" | "POST";
  /** Below the client's address, part by part. */
  readonly path: readonly string[];
  readonly search?: URLSearchParams;
  readonly headers?: HeaderValues;
  /** JSON, as text. */
  readonly body?: string;
}

/** Asks the server once. Rejects with whatever `fetch` rejects with. */
export interface Transport {
  open(ask: Ask, signal: AbortSignal): Promise<Response>;
  answer(ask: Ask, signal: AbortSignal): Promise<Answer>;
}

export function transport(options: ClientOptions): Transport {
  const { url, fetch: own } = options;
  const base = baseOf(url);
  const open = async ({ method, path, search, headers: asked, body }: Ask, signal: AbortSignal): Promise<Response> => {
    const address = new URL(path.map(partOf).join("/"), base);
    if (search !== undefined) address.search = search.toString();
    const sent = { ...(await given(options)), ...(body === undefined ? {} : json), ...asked };
    return (own ?? fetch)(address.href, { method, headers: sent, signal, ...(body === undefined ? {} : { body }) });
  };
  return {
    open,
    answer: async (ask, signal) => {
      const response = await open(ask, signal);
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
  };
}

const json = { "content-type": "application/json" };

/** Headers that go with every request. */
async function given({ token, headers }: Partial<ClientOptions>): Promise<HeaderValues> {
  const bearer = typeof token === "function" ? await token() : token;
  const own = typeof headers === "function" ? await headers() : headers;
  return { ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }), ...own };
}

/** With a slash at its end, so that paths go below it. */
function baseOf(url: string | URL): URL {
  // Only browsers have one.
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  const text = String(url);
  const base = URL.canParse(text, location?.href) ? new URL(text, location?.href) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol))
    throw new MyelinError(
      "not_found",
      `Cannot use "${text}" as an address: it is none; give one such as https://bank.example`,
    );
  base.search = "";
  base.hash = "";
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return base;
}

function partOf(part: string): string {
  // Every program on the way takes these for steps in a path, however they are written.
  if (part !== "." && part !== ".." && part !== "") return encodeURIComponent(part);
  throw new MyelinError(
    "not_found",
    `Cannot name "${part}" in an address: it would mean another one; use another name`,
  );
}

/** Headers of one call beside its own. */
export function callHeaders({ headers = {} }: CallOptions, own: HeaderValues): HeaderValues {
  return { ...headers, ...own };
}

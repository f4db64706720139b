import { type HttpOptions, httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { type OpenBank, openBank } from "../http/open-bank.ts";

export const token = "the-token-of-the-operators";
const origin = "http://bank.example";

/** What a browser would have got. */
export interface Seen {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Where it is sent, resolved. */
  readonly location: string | null;
}

/** A browser's part in the dashboard without one: it keeps cookies, follows nothing, and sends what forms send. */
export interface Visitor {
  readonly bank: OpenBank;
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Seen>;
  /** Sends a form as a browser would from a page of the dashboard; `headers` change what it says of itself. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    options?: { readonly headers?: HeadersInit },
  ): Promise<Seen>;
  /** Logs in, and gives what forms send along. */
  logIn(): Promise<string>;
  /** The mark in the forms of a page. */
  csrf(path?: string): Promise<string>;
}

/** The bank of the HTTP tests, and somebody who visits its dashboard. */
export async function openVisitor(options: HttpOptions = { adminToken: token }): Promise<Visitor> {
  const bank = await openBank(memoryStore());
  const app = httpApp(bank.engine, { log: () => undefined, ...options });
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Seen> => {
    const url = new URL(path, origin).href;
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const answer = await app.fetch(new Request(url, { ...init, headers }));
    for (const line of answer.headers.getSetCookie()) keepCookie(cookies, line);
    const location = answer.headers.get("location");
    const resolved = location === null ? null : new URL(location, url).href.slice(origin.length);
    return { status: answer.status, text: await answer.text(), headers: answer.headers, location: resolved };
  };
  const visitor: Visitor = {
    bank,
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields, { headers = {} } = {}) =>
      send(path, {
        method: "POST",
        headers: {
          origin,
          "sec-fetch-site": "same-origin",
          "content-type": "application/x-www-form-urlencoded",
          ...headers,
        },
        body: new URLSearchParams(fields).toString(),
      }),
    logIn: async () => {
      await visitor.post("/admin/ui/login", { token, next: "overview" });
      return visitor.csrf();
    },
    csrf: async (path = "/admin/ui/processor?name=balances") =>
      /name="csrf" value="([^"]+)"/.exec((await visitor.get(path)).text)?.[1] ?? "none",
  };
  return visitor;
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (/max-age=0/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}

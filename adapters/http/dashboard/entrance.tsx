/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import { mayAskWithoutToken } from "../admin-guard.ts";
import { errorProblem } from "../error-problem.ts";
import { errorText } from "../error-text.ts";
import type { HttpSettings } from "../http-options.ts";
import { problemStatuses } from "../statuses.ts";
import { LoginPage, RefusedPage } from "./pages/login.tsx";
import { type Session, type Sessions, sessions } from "./session/session.ts";
import type { Html } from "./view.ts";

/** Who comes in, and what those are told who do not. */
export interface Entrance {
  readonly sessions: Sessions;
  /** Whether there is a token to log in with. */
  readonly hasToken: boolean;
  /** The session of a request, or the answer that it gets instead. In development on loopback without a token everybody has one. */
  enter(context: Context, root: string): Promise<Session | Response>;
  /** The page of an error. What nobody foresaw is logged with its cause and told as `internal`. */
  failed(context: Context, root: string, tools: { readonly thrown: unknown }): Promise<Response>;
}

export function entrance(settings: HttpSettings): Entrance {
  const known = sessions(settings);
  const hasToken = (settings.adminToken ?? "") !== "";
  return {
    sessions: known,
    hasToken,
    enter: async (context, root) => {
      if (!hasToken && !mayAskWithoutToken(context, settings)) return closed(context, root);
      const session = await known.read(context);
      if (session !== undefined) return session;
      if (!hasToken) return known.begin(context);
      return document(context, { page: <LoginPage root={root} next={nextOf(context)} />, status: 401 });
    },
    failed: (context, root, { thrown }) => {
      const { code, detail } = errorProblem(thrown);
      const { status, title } = problemStatuses[code];
      if (status >= 500) {
        const { method, path } = context.req;
        settings.log(status === 503 ? "warn" : "error", `Cannot ${method} "${path}": ${code}`, {
          code,
          cause: errorText(thrown),
        });
      }
      return document(context, {
        page: <RefusedPage root={root} title={title} text={detail} />,
        status: statusOf(status),
      });
    },
  };
}

function closed(context: Context, root: string): Promise<Response> {
  const text =
    "The server was started without an admin token, so the dashboard is closed. Start it with MYELIN_ADMIN_TOKEN set, or for development on this machine.";
  return document(context, { page: <RefusedPage root={root} title="Closed" text={text} />, status: 403 });
}

type DocumentStatus = 200 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 500 | 503 | 504;

const statuses: readonly DocumentStatus[] = [200, 400, 401, 403, 404, 409, 413, 415, 500, 503, 504];

function statusOf(status: number): DocumentStatus {
  return statuses.find((known) => known === status) ?? (status < 500 ? 400 : 500);
}

interface Page {
  readonly page: Html;
  /** Default 200. */
  readonly status?: DocumentStatus;
}

/** A page as an answer. */
export async function document(context: Context, { page, status = 200 }: Page): Promise<Response> {
  // Components that wait make the text a promise.
  const text = await (await page).toString();
  return context.html(`<!DOCTYPE html>${text}`, status);
}

/** The page that was asked for, for the way back after the login; only of a page that is shown, never of something that is done. */
function nextOf({ req }: Context): string {
  const { pathname, search } = new URL(req.url);
  const page = /\/admin\/ui\/([a-z-]+)$/.exec(pathname)?.[1];
  return req.method === "GET" && page !== undefined ? `${page}${search}` : "overview";
}

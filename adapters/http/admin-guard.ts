import type { Context, MiddlewareHandler } from "hono";
import { timingSafeEqual } from "hono/utils/buffer";
import type { HttpSettings } from "./http-options.ts";
import { type Problem, problemResponse } from "./problem.ts";

/**
 * Lets through who sends the admin token. Without a token set, only whoever asks a development server on loopback
 * by a loopback name: a page in a browser that reached it by another name (DNS rebinding) does not, nor does one from
 * elsewhere that sends its request across origins, which browsers carry out though they keep the answer from it.
 */
export function adminGuard({ adminToken = "", ...opened }: HttpSettings): MiddlewareHandler {
  return async (context, next) => {
    const problem =
      adminToken === ""
        ? refuseWithoutToken(mayAskWithoutToken(context, opened))
        : await refuseWrongToken(context, adminToken);
    if (problem !== undefined) return problemResponse(context, problem);
    return next();
  };
}

function refuseWithoutToken(open: boolean): Problem | undefined {
  if (open) return undefined;
  const mend = "set MYELIN_ADMIN_TOKEN, or start it for development on loopback";
  return { code: "forbidden", detail: `Cannot open this address: the server has no admin token; ${mend}` };
}

async function refuseWrongToken({ req }: Context, token: string): Promise<Problem | undefined> {
  const sent = /^bearer +([\x21-\x7e]+) *$/i.exec(req.header("authorization") ?? "")?.[1];
  if (sent !== undefined && (await timingSafeEqual(sent, token))) return undefined;
  const error = sent === undefined ? "" : ', error="invalid_token"';
  return {
    code: "unauthorized",
    detail: `Cannot open this address: the request carries ${sent === undefined ? "no" : "a wrong"} bearer token; send the admin token`,
    headers: { "www-authenticate": `Bearer realm="myelin"${error}` },
  };
}

/** Whether a server without a token answers: in development, to this machine. */
export function mayAskWithoutToken(
  context: Context,
  { development, loopback }: Pick<HttpSettings, "development" | "loopback">,
): boolean {
  return development === true && loopback === true && isAskedHere(context);
}

function isAskedHere({ req }: Context): boolean {
  const { hostname, origin } = new URL(req.url);
  return /^(localhost|127(\.[0-9]{1,3}){3}|\[::1\])$/.test(hostname) && (req.header("origin") ?? origin) === origin;
}

import type { Context } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import { timingSafeEqual } from "hono/utils/buffer";
import type { CookieOptions } from "hono/utils/cookie";
import { randomIds } from "../../../../src/runtime/mod.ts";
import type { HttpSettings } from "../../http-options.ts";

/** A browser that may steer the engine. */
export interface Session {
  /** What its forms send along; nobody else can know it. */
  readonly csrf: string;
}

/**
 * Sessions that are kept nowhere: the cookie holds when it ends and what its forms send along, signed with the admin token, so every node
 * that has the token knows it, and a new token ends them all. The token itself is not in it.
 */
export interface Sessions {
  read(context: Context): Promise<Session | undefined>;
  begin(context: Context): Promise<Session>;
  end(context: Context): void;
  isToken(text: string): Promise<boolean>;
}

/** Seconds: a working day. */
const lastsSeconds = 12 * 3_600;

/** A name for servers without a token, so that one of them does not end the session of a server with a token on the same machine. */
function nameOf(adminToken: string): string {
  return adminToken === "" ? "myelin_open" : "myelin_admin";
}

export function sessions({ adminToken = "" }: HttpSettings): Sessions {
  const name = nameOf(adminToken);
  // Without a token the server answers on loopback only, to whoever asks: the cookie then only tells its own forms from others'.
  const secret = `myelin dashboard session\n${adminToken}`;
  return {
    read: async (context) => {
      const value = await getSignedCookie(context, secret, name);
      const [, ends = "", csrf = ""] = /^([0-9]{1,15})\.([\w-]{16,})$/.exec(value || "") ?? [];
      return csrf !== "" && Number(ends) > Date.now() ? { csrf } : undefined;
    },
    begin: async (context) => {
      const csrf = randomIds.next();
      const value = `${Date.now() + lastsSeconds * 1000}.${csrf}`;
      await setSignedCookie(context, name, value, secret, { ...cookieOptions(context), maxAge: lastsSeconds });
      return { csrf };
    },
    end: (context) => {
      deleteCookie(context, name, cookieOptions(context));
    },
    isToken: (text) => timingSafeEqual(text, adminToken),
  };
}

/** Out of reach of scripts, never sent along from another site, and over TLS only where the page came over TLS. */
export function cookieOptions({ req }: Context): CookieOptions {
  const isSecure = new URL(req.url).protocol === "https:" || req.header("x-forwarded-proto") === "https";
  return { path: "/", httpOnly: true, sameSite: "Strict", secure: isSecure };
}

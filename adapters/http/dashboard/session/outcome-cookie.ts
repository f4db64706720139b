import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Outcome } from "../view.ts";
import { cookieOptions } from "./session.ts";

const name = "myelin_outcome";
/** Cookies hold 4 KiB, and each letter may take three bytes of them, or nine. */
const longest = 400;

/** Keeps what an operation came to for the page that the browser is sent to: reloading that page does nothing again. */
export function keepOutcome(context: Context, { kind, text }: Outcome): void {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  setCookie(context, name, `${kind}:${cut}`, { ...cookieOptions(context), maxAge: 60 });
}

/** What was kept, once. */
export function takeOutcome(context: Context): Outcome | undefined {
  const value = getCookie(context, name);
  if (value === undefined) return undefined;
  deleteCookie(context, name, cookieOptions(context));
  const [, kind, text = ""] = /^(good|bad):([\s\S]*)$/.exec(value) ?? [];
  return kind === "good" || kind === "bad" ? { kind, text } : undefined;
}

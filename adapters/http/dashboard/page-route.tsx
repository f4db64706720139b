/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context, Handler } from "hono";
import type { Engine } from "../../../src/runtime/mod.ts";
import { document, type Entrance } from "./entrance.tsx";
import { takeOutcome } from "./session/outcome-cookie.ts";
import type { Html, View } from "./view.ts";

/** Draws a page for a request. */
export type Draw = (view: View, context: Context) => Html | Promise<Html>;

export interface PageTools {
  readonly engine: Engine;
  readonly entrance: Entrance;
  /** From the page to `…/admin/`. */
  readonly root: string;
}

/** A page for whoever has logged in, the login for everybody else. */
export function pageRoute(draw: Draw, { engine, entrance, root }: PageTools): Handler {
  return async (context) => {
    const session = await entrance.enter(context, root);
    if (session instanceof Response) return session;
    const outcome = takeOutcome(context);
    const view: View = { engine, root, csrf: session.csrf, outcome, canLogOut: entrance.hasToken, now: Date.now() };
    try {
      return await document(context, { page: await draw(view, context) });
    } catch (thrown) {
      return entrance.failed(context, root, { thrown });
    }
  };
}

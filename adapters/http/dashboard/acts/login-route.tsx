/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Handler } from "hono";
import { document } from "../entrance.tsx";
import { LoginPage } from "../pages/login.tsx";
import { readForm } from "../session/form.ts";
import { isFromHere } from "../session/same-origin.ts";
import { linkTo } from "../view.ts";
import { type ActTools, foreign } from "./act-route.ts";

/** `POST …/login`: the admin token for a session. */
export function loginRoute(tools: ActTools): Handler {
  const { entrance, root, settings } = tools;
  return async (context) => {
    try {
      if (!entrance.hasToken) return context.redirect(linkTo(tools, "overview"), 303);
      const form = await readForm(context, settings);
      if (!isFromHere(context)) throw foreign();
      const next = pageOf(form.text("next"));
      if (await entrance.sessions.isToken(form.text("token"))) {
        await entrance.sessions.begin(context);
        return context.redirect(next === "overview" ? linkTo(tools, "overview") : `${root}ui/${next}`, 303);
      }
      settings.log("warn", "A login to the dashboard was refused: it had a wrong token");
      const problem = "This is not the admin token of this server.";
      return document(context, { page: <LoginPage root={root} next={next} problem={problem} />, status: 401 });
    } catch (thrown) {
      return entrance.failed(context, root, { thrown });
    }
  };
}

/** Nothing but a page of this dashboard. */
function pageOf(next: string): string {
  return /^[a-z-]{1,40}(\?[\x21-\x7e]{0,2000})?$/.test(next) ? next : "overview";
}

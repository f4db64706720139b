/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Handler, Hono } from "hono";
import type { AdminShown } from "../admin/processor-routes.ts";
import { type ActTools, actRoute, logoutRoute } from "./acts/act-route.ts";
import { loginRoute } from "./acts/login-route.tsx";
import { scriptRoute, styleRoute } from "./assets/asset-routes.ts";
import { entrance } from "./entrance.tsx";
import { liveRoute } from "./live/live-route.tsx";
import { type Draw, pageRoute } from "./page-route.tsx";
import { confirmPage } from "./pages/confirm.tsx";
import { eventsPage } from "./pages/events.tsx";
import { instancePage } from "./pages/instance.tsx";
import { lettersPage } from "./pages/letters.tsx";
import { overviewPage } from "./pages/overview.tsx";
import { processorPage } from "./pages/processor.tsx";
import { processorsPage } from "./pages/processors.tsx";
import { routesPage } from "./pages/routes.tsx";
import { sequencePage } from "./pages/sequence.tsx";
import { streamPage } from "./pages/stream.tsx";
import { streamsPage } from "./pages/streams.tsx";
import { workflowPage } from "./pages/workflow.tsx";
import { workflowsPage } from "./pages/workflows.tsx";
import { securityHeaders } from "./session/security-headers.ts";

/** Pages by the last part of their address. */
function pages(): Readonly<Record<string, Draw>> {
  return {
    processors: processorsPage,
    processor: processorPage,
    confirm: confirmPage,
    "dead-letters": lettersPage,
    sequence: sequencePage,
    streams: streamsPage,
    stream: streamPage,
    workflows: workflowsPage,
    workflow: workflowPage,
    instance: instancePage,
    routes: routesPage,
    events: eventsPage,
  };
}

/**
 * `GET /admin`: the dashboard, for people. Its pages stand at `/admin/ui/…`, drawn by the server and whole without any script; `/admin/live`
 * tells open pages that something has changed. Links are relative, so that it works wherever the application is mounted.
 */
export function addDashboard(app: Hono, { engine, settings }: AdminShown): void {
  const known = entrance(settings);
  const at = (root: string): ActTools => ({ engine, entrance: known, root, settings });
  const get = (path: string, handler: Handler): void => {
    app.get(path, securityHeaders, handler);
  };
  const post = (path: string, handler: Handler): void => {
    app.post(path, securityHeaders, handler);
  };
  get("/admin", pageRoute(overviewPage, at("admin/")));
  for (const [name, draw] of Object.entries(pages())) get(`/admin/ui/${name}`, pageRoute(draw, at("../")));
  post("/admin/ui/act", actRoute(at("../")));
  post("/admin/ui/login", loginRoute(at("../")));
  post("/admin/ui/logout", logoutRoute(at("../")));
  get("/admin/ui/style.css", styleRoute);
  get("/admin/ui/script.js", scriptRoute);
  get("/admin/live", liveRoute(at("")));
}

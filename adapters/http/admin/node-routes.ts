import type { Hono } from "hono";
import { adminGuard } from "../admin-guard.ts";
import { jsonResponse } from "../answers.ts";
import type { AdminShown } from "./processor-routes.ts";

/** `/admin/nodes`: who shares the database, what of the keys each is home to, and what is wrong with it. */
export function addNodeRoutes(app: Hono, { engine, settings }: AdminShown): void {
  app.get("/admin/nodes", adminGuard(settings), async (context) =>
    jsonResponse(context, { value: { nodes: await engine.nodes.list() } }),
  );
}

import type { Context, Hono } from "hono";
import type { WorkflowAdmin } from "../../../src/runtime/mod.ts";
import { type AdminBody, adminBody, optionalJson } from "../admin/admin-request.ts";
import { cancelling, nothing } from "../admin/operation-bodies.ts";
import type { AdminShown } from "../admin/processor-routes.ts";
import { adminGuard } from "../admin-guard.ts";
import { jsonResponse } from "../answers.ts";
import type { HttpSettings } from "../http-options.ts";
import { beginningId, type InstancePath, instanceOf, workflowOf } from "./instance-address.ts";
import { listRoute, showRoute } from "./instance-answers.ts";

/** `/workflows`: instances step by step, and what operators and other systems can tell them. What is asked for is stored with the answer, and done soon after. */
export function addWorkflowRoutes(app: Hono, { engine, settings }: AdminShown): void {
  const { workflows } = engine;
  const guard = adminGuard(settings);
  app.get("/workflows", guard, async (context) =>
    jsonResponse(context, { value: { workflows: await workflows.overview() } }),
  );
  app.get("/workflows/:name", guard, listRoute(workflows));
  app.get("/workflows/:name/:id", guard, showRoute(workflows));
  app.post("/workflows/:name", guard, async (context) => {
    const id = beginningId(context);
    const input = await optionalJson(context, settings);
    const begun = await workflows.start(workflowOf(context), { input, ...(id === undefined ? {} : { id }) });
    const location = `${context.req.path.replace(/\/$/, "")}/${encodeURIComponent(begun.id)}`;
    return jsonResponse(context, { status: 202, value: begun, headers: { location } });
  });
  app.post("/workflows/:name/migrate", guard, async (context) => {
    await noBody(context, settings);
    return jsonResponse(context, { status: 202, value: { asked: await workflows.migrate(workflowOf(context)) } });
  });
  addSteering(app, { workflows, settings });
}

interface Steering {
  readonly workflows: WorkflowAdmin;
  readonly settings: HttpSettings;
}

/** Of `cancel`. */
const cancelBody: AdminBody<{ readonly why?: string }> = { schema: cancelling, send: '{ "why": "…" }, or no body' };

function addSteering(app: Hono, { workflows, settings }: Steering): void {
  const guard = adminGuard(settings);
  app.post("/workflows/:name/:id/signals/:signal", guard, async (context) => {
    const name = context.req.param("signal");
    const data = await optionalJson(context, settings);
    await workflows.signal(instanceOf(context), { name, data });
    return accepted(context, { signal: name });
  });
  app.post("/workflows/:name/:id/cancel", guard, async (context) => {
    await workflows.cancel(instanceOf(context), await adminBody(context, { settings, ...cancelBody }));
    return accepted(context);
  });
  app.post("/workflows/:name/:id/resume", guard, async (context) => {
    await noBody(context, settings);
    await workflows.resume(instanceOf(context));
    return accepted(context);
  });
  app.post("/workflows/:name/:id/migrate", guard, async (context) => {
    await noBody(context, settings);
    return accepted(context, { asked: await workflows.migrate(workflowOf(context), instanceOf(context).id) });
  });
}

async function noBody(context: Context, settings: HttpSettings): Promise<void> {
  await adminBody(context, { settings, schema: nothing, send: "no body" });
}

/** Stored: the owner of the instance does it. */
function accepted(context: Context<object, InstancePath>, more: object = {}): Response {
  return jsonResponse(context, { status: 202, value: { ...instanceOf(context), ...more } });
}

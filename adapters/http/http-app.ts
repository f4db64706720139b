import { type Context, Hono } from "hono";
import type { Engine } from "../../src/runtime/mod.ts";
import { addLetterRoutes } from "./admin/letter-routes.ts";
import { addNodeRoutes } from "./admin/node-routes.ts";
import { type AdminShown, addProcessorRoutes } from "./admin/processor-routes.ts";
import { adminGuard } from "./admin-guard.ts";
import { commandRoute } from "./command-route.ts";
import { commandStateRoute } from "./command-state-route.ts";
import { addDashboard } from "./dashboard/add-dashboard.tsx";
import { errorProblem, thrownAnswer } from "./error-problem.ts";
import { errorText } from "./error-text.ts";
import { eventsRoute } from "./events/events-route.ts";
import { liveRoute, readyRoute } from "./health-routes.ts";
import { type HttpOptions, type HttpSettings, httpSettings } from "./http-options.ts";
import { metricsRoute } from "./metrics/metrics-route.ts";
import { nodeRoute } from "./nodes/node-route.ts";
import { nodePath } from "./nodes/signature.ts";
import { addOpenapi } from "./openapi/openapi-route.ts";
import { problemResponse } from "./problem.ts";
import { queryRoute } from "./query-route.ts";
import { requestFacts } from "./request-facts.ts";
import { routesRoute } from "./routes-route.ts";
import { problemStatuses } from "./statuses.ts";
import { streamRoute } from "./stream-route.ts";
import { addWorkflowRoutes } from "./workflows/workflow-routes.ts";

/**
 * The engine as a Hono application: give its `fetch` to a host, or mount it under a path of your own application. Every
 * error answers as `application/problem+json` with a stable `code`; what nobody foresaw is logged with its cause and told as `internal`.
 */
export function httpApp(engine: Engine, options: HttpOptions = {}): Hono {
  return appOf(engine, { options, more: [addOpenapi, addDashboard] });
}

/**
 * The same without what people and their tools look at: no dashboard (`/admin` and the pages below it), no `GET /openapi.json`. A bundler then leaves
 * both out, for workers where each kilobyte counts at a cold start; all other addresses, those of administration among them, answer as ever.
 */
export function httpApi(engine: Engine, options: HttpOptions = {}): Hono {
  return appOf(engine, { options, more: [] });
}

interface AppParts {
  readonly options: HttpOptions;
  /** What is added to the application's and the administration's addresses. */
  readonly more: readonly ((app: Hono, shown: AdminShown) => void)[];
}

function appOf(engine: Engine, { options, more }: AppParts): Hono {
  const settings = httpSettings(options);
  const app = new Hono();
  for (const middleware of options.middleware ?? []) app.use(middleware);
  app.post("/commands/:command", commandRoute(engine, settings));
  app.get("/commands/:command", commandStateRoute(engine, settings));
  app.get("/queries/:projection/:query", queryRoute(engine));
  app.get("/streams/:type/:id", adminGuard(settings), streamRoute(engine));
  app.get("/events", adminGuard(settings), eventsRoute(engine, settings));
  app.get("/routes", routesRoute(engine));
  app.get("/health/live", liveRoute);
  app.get("/health/ready", readyRoute(engine));
  app.get("/metrics", metricsRoute(engine, settings));
  addProcessorRoutes(app, { engine, settings });
  addLetterRoutes(app, { engine, settings });
  addNodeRoutes(app, { engine, settings });
  app.post(nodePath, nodeRoute(engine, settings));
  addWorkflowRoutes(app, { engine, settings });
  for (const add of more) add(app, { engine, settings });
  const answered = new Map<string, Set<string>>();
  for (const { path, method } of app.routes)
    if (method !== "ALL") answered.set(path, (answered.get(path) ?? new Set()).add(method));
  for (const [path, own] of answered) refuseOtherMethods(app, { path, own });
  app.notFound(notFound);
  app.onError((thrown, context) => failed(thrown, { context, settings }));
  return app;
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * OPTIONS learns what an address answers to, any other method is told. Registered by method and not for all of them: an
 * address with one handler is served by Hono's short path.
 */
function refuseOtherMethods(app: Hono, { path, own }: { path: string; own: ReadonlySet<string> }): void {
  const answering = [...own].flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
  const allow = [...answering, "OPTIONS"].join(", ");
  const others = methods.filter((other) => !own.has(other));
  app.on(others, path, (context) => {
    const { req } = context;
    if (req.method === "OPTIONS") return context.body(null, { status: 204, headers: { allow } });
    return problemResponse(context, {
      code: "method_not_allowed",
      detail: `Cannot ${req.method} "${req.path}": it answers to ${allow}; use one of these`,
      headers: { allow },
    });
  });
}

function notFound(context: Context): Response {
  const { req } = context;
  const detail = `Cannot ${req.method} "${req.path}": there is nothing at this address; GET /routes lists the application`;
  return problemResponse(context, { code: "not_found", detail });
}

function failed(thrown: unknown, { context, settings }: { context: Context; settings: HttpSettings }): Response {
  const answer = thrownAnswer(thrown);
  if (answer !== undefined) return answer;
  const problem = errorProblem(thrown);
  const { status } = problemStatuses[problem.code];
  // 504 is the caller's deadline, answered in full: nothing is kept from them that the log would have to tell.
  if (status >= 500 && status !== 504) {
    const { method, path } = context.req;
    const level = status === 503 ? "warn" : "error";
    settings.log(level, `Cannot ${method} "${path}": ${problem.code}`, {
      code: problem.code,
      ...requestFacts(context),
      cause: errorText(thrown),
    });
  }
  return problemResponse(context, problem);
}

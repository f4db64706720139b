import type { Context, Hono } from "hono";
import type * as v from "valibot";
import type { Engine, ProcessorAdmin } from "../../../src/runtime/mod.ts";
import { adminGuard } from "../admin-guard.ts";
import { jsonResponse } from "../answers.ts";
import type { HttpSettings } from "../http-options.ts";
import { adminBody, knownName } from "./admin-request.ts";
import { nothing, oneSegment, rebuilding, releasing, resetting } from "./operation-bodies.ts";

export interface AdminShown {
  readonly engine: Engine;
  readonly settings: HttpSettings;
}

/** One operation on a processor: `POST /admin/processors/{name}/{operation}`. */
interface Operation<Schema extends v.GenericSchema> {
  readonly operation: string;
  readonly schema: Schema;
  readonly send: string;
  /** The answer; none: how the processor stands afterwards. */
  readonly run: (name: string, body: v.InferOutput<Schema>) => Promise<unknown>;
}

/** `/admin/processors`: how they stand, and what operators can do with them. */
export function addProcessorRoutes(app: Hono, { engine, settings }: AdminShown): void {
  const { processors } = engine;
  const guard = adminGuard(settings);
  app.get("/admin/processors", guard, async (context) =>
    jsonResponse(context, { value: { processors: await processors.list() } }),
  );
  app.get("/admin/processors/:name", guard, async (context) =>
    jsonResponse(context, { value: await processors.status(processorName(context)) }),
  );
  app.delete("/admin/processors/:name", guard, async (context) => {
    const name = processorName(context);
    await processors.forget(name);
    return jsonResponse(context, { value: { forgotten: name } });
  });
  app.delete("/admin/processors/:name/rebuild", guard, async (context) => {
    const name = processorName(context);
    await processors.cancelRebuild(name);
    return jsonResponse(context, { value: await processors.status(name) });
  });
  const add = <Schema extends v.GenericSchema>({ operation, run, ...body }: Operation<Schema>): void => {
    app.post(`/admin/processors/:name/${operation}`, guard, async (context) => {
      const name = processorName(context);
      const done = await run(name, await adminBody(context, { settings, ...body }));
      return jsonResponse(context, { value: done ?? (await processors.status(name)) });
    });
  };
  addRunning(add, processors);
  addSegments(add, processors);
}

type Add = <Schema extends v.GenericSchema>(operation: Operation<Schema>) => void;

const noBody = "no body";
const resetBody =
  '{ "to": "first" | "latest" | { "position": "…" } | { "time": "2026-01-31T12:00:00Z" }, "context": any JSON, ' +
  '"force": boolean, "allowReset": boolean, "resend": boolean }, all but "to" optional';

function addRunning(add: Add, processors: ProcessorAdmin): void {
  add({ operation: "pause", schema: nothing, send: noBody, run: (name) => processors.pause(name) });
  add({ operation: "resume", schema: nothing, send: noBody, run: (name) => processors.resume(name) });
  add({ operation: "align", schema: nothing, send: noBody, run: (name) => processors.align(name) });
  add({
    operation: "reset",
    schema: resetting,
    send: resetBody,
    run: (name, options) => processors.reset(name, options),
  });
  add({
    operation: "rebuild",
    schema: rebuilding,
    send: rebuildBody,
    run: (name, options) => processors.rebuild(name, options),
  });
}

const rebuildBody =
  '{ "from": as "to" of a reset, "context": any JSON, "acceptParked": boolean }, each optional, or no body';

const segmentBody = '{ "segment": 3 }, or no body';

function addSegments(add: Add, processors: ProcessorAdmin): void {
  add({
    operation: "split",
    schema: oneSegment,
    send: segmentBody,
    run: async (name, { segment }) => ({ segments: await processors.split(name, segment) }),
  });
  add({
    operation: "merge",
    schema: oneSegment,
    send: segmentBody,
    run: async (name, { segment }) => ({ segments: await processors.merge(name, segment) }),
  });
  add({
    operation: "release",
    schema: releasing,
    send: '{ "segment": 3, "awayMs": 60000 }, each optional, or no body',
    run: (name, options) => processors.release(name, options),
  });
}

function processorName({ req }: Context<object, "/admin/processors/:name">): string {
  return knownName(req.param("name"), "unknown_processor");
}

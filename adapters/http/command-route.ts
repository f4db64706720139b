import type { Context, Handler } from "hono";
import type {
  CommandDone,
  CommandRejected,
  CommandResult,
  CommandSubmission,
  Engine,
  Metadata,
} from "../../src/runtime/mod.ts";
import { jsonResponse } from "./answers.ts";
import { commandHeaders } from "./command-headers.ts";
import type { HttpSettings } from "./http-options.ts";
import { parseJson } from "./parse-json.ts";
import { prefersAsync } from "./prefers-async.ts";
import { problemResponse } from "./problem.ts";
import { readBody } from "./read-body.ts";
import { requireJson } from "./require-json.ts";

/** `POST /commands/{Command}`: the body is the payload, the answer what became of it. */
export function commandRoute(engine: Engine, settings: HttpSettings): Handler<object, "/commands/:command"> {
  return async (context) => {
    const command = context.req.param("command");
    const submitted = await submission(context, { command, settings });
    if (prefersAsync(context.req.header("prefer"))) return answerLater(context, { engine, submitted });
    return resultResponse(context, { command, result: await engine.submit(submitted) });
  };
}

interface Later {
  readonly engine: Engine;
  readonly submitted: CommandSubmission;
}

/** 202 once the command is committed; where its id has an outcome already, that one. */
async function answerLater(context: Context, { engine, submitted }: Later): Promise<Response> {
  const { signal: _, ...lasting } = submitted;
  const acceptance = await engine.submitLater(lasting);
  if (acceptance.kind === "settled")
    return resultResponse(context, { command: submitted.command, result: acceptance.result });
  const { commandId } = acceptance;
  return jsonResponse(context, {
    status: 202,
    value: { commandId, status: "pending" },
    headers: { location: locationOf(context, commandId), "preference-applied": "respond-async" },
  });
}

/** Beside the address that was asked, wherever the application is mounted. */
function locationOf({ req }: Context, commandId: string): string {
  return `${req.path.slice(0, req.path.lastIndexOf("/"))}/${encodeURIComponent(commandId)}`;
}

interface Outcome {
  readonly command: string;
  readonly result: CommandResult;
}

function resultResponse(context: Context, { command, result }: Outcome): Response {
  return result.ok ? doneResponse(context, result) : rejectedResponse(context, { command, result });
}

async function submission(
  context: Context,
  { command, settings }: { command: string; settings: HttpSettings },
): Promise<CommandSubmission> {
  requireJson(context.req.header("content-type"));
  const { trace, ...headers } = commandHeaders(context);
  const principal = settings.principal?.(context);
  const scope = commandScope(context, settings);
  const metadata: Metadata = {
    ...settings.metadata?.(context),
    ...(principal === undefined ? {} : { principal }),
    ...trace,
  };
  const payload = parseJson(await readBody(context, settings.maxBodyBytes), settings.maxDepth);
  const { signal } = context.req.raw;
  return { command, payload, metadata, signal, ...headers, ...(scope === undefined ? {} : { scope }) };
}

/** Whose command ids these are: the application's tenant, or the principal. */
export function commandScope(context: Context, settings: HttpSettings): string | undefined {
  return settings.scope?.(context) ?? settings.principal?.(context);
}

function doneResponse(context: Context, result: CommandDone): Response {
  const { commandId, stream, version, position, events, duplicate } = result;
  return jsonResponse(context, {
    value: { commandId, stream, version, position, events, duplicate },
    headers: { etag: `"${version}"`, "myelin-position": position },
  });
}

function rejectedResponse(
  context: Context,
  { command, result }: { command: string; result: CommandRejected },
): Response {
  const { commandId, stream, reason, data, sentence, duplicate } = result;
  return problemResponse(context, {
    code: "rejected",
    detail: sentence ?? `Command "${command}" was rejected: ${reason}`,
    members: { commandId, stream, reason, data, duplicate },
  });
}

import type { Context, Handler } from "hono";
import {
  type CommandDone,
  type CommandRejected,
  type CommandSubmission,
  type Engine,
  type Metadata,
  MyelinError,
} from "../../src/runtime/mod.ts";
import { jsonResponse } from "./answers.ts";
import { commandHeaders } from "./command-headers.ts";
import type { HttpSettings } from "./http-options.ts";
import { parseJson } from "./parse-json.ts";
import { problemResponse } from "./problem.ts";
import { readBody } from "./read-body.ts";

/** `POST /commands/{Command}`: the body is the payload, the answer what became of it. */
export function commandRoute(engine: Engine, settings: HttpSettings): Handler<object, "/commands/:command"> {
  return async (context) => {
    const command = context.req.param("command");
    const result = await engine.submit(await submission(context, { command, settings }));
    return result.ok ? doneResponse(context, result) : rejectedResponse(context, { command, result });
  };
}

async function submission(
  context: Context,
  { command, settings }: { command: string; settings: HttpSettings },
): Promise<CommandSubmission> {
  requireJson(context.req.header("content-type"));
  const { traceparent, ...headers } = commandHeaders(context);
  const principal = settings.principal?.(context);
  const scope = settings.scope?.(context) ?? principal;
  const metadata: Metadata = {
    ...settings.metadata?.(context),
    ...(principal === undefined ? {} : { principal }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  const payload = parseJson(await readBody(context, settings.maxBodyBytes), settings.maxDepth);
  const { signal } = context.req.raw;
  return { ...headers, command, payload, metadata, signal, ...(scope === undefined ? {} : { scope }) };
}

const jsonType = /^application\/(?:[a-z0-9!#$&^_.+-]+\+)?json[ \t]*(?:;|$)/i;

function requireJson(type: string | undefined): void {
  if (type !== undefined && jsonType.test(type.trim())) return;
  throw new MyelinError(
    "unsupported_media_type",
    `Cannot read the body: its type is ${type === undefined ? "not declared" : "not JSON"}; send Content-Type: application/json`,
  );
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

import type { Context, Handler } from "hono";
import type { CommandResult, CommandState, Engine } from "../../src/runtime/mod.ts";
import { jsonResponse } from "./answers.ts";
import { commandScope } from "./command-route.ts";
import { publicDetail } from "./error-problem.ts";
import type { HttpSettings } from "./http-options.ts";

/** `GET /commands/{id}`: what became of a command that was sent with a key, or to be handled later. */
export function commandStateRoute(engine: Engine, settings: HttpSettings): Handler<object, "/commands/:command"> {
  return async (context) => {
    const id = context.req.param("command");
    const scope = commandScope(context, settings);
    const state = await engine.commandState({ id, ...(scope === undefined ? {} : { scope }) });
    return stateResponse(context, state);
  };
}

function stateResponse(context: Context, state: CommandState): Response {
  switch (state.status) {
    case "pending":
      return jsonResponse(context, {
        value: { commandId: state.commandId, status: "pending" },
        headers: { "retry-after": "1" },
      });
    case "failed": {
      const { code, message } = state.failure;
      const value = { commandId: state.commandId, status: "failed", code, detail: publicDetail(code, message) };
      return jsonResponse(context, { value });
    }
    case "settled":
      return settledResponse(context, state.result);
  }
}

function settledResponse(context: Context, result: CommandResult): Response {
  const { commandId, stream } = result;
  if (!result.ok) {
    const { reason, data, sentence } = result;
    return jsonResponse(context, { value: { commandId, status: "rejected", stream, reason, data, detail: sentence } });
  }
  const { version, position, events } = result;
  return jsonResponse(context, {
    value: { commandId, status: "done", stream, version, position, events },
    headers: { etag: `"${version}"`, "myelin-position": position },
  });
}

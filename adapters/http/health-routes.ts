import type { Handler } from "hono";
import type { Engine } from "../../src/runtime/mod.ts";
import { jsonResponse } from "./answers.ts";
import { problemResponse } from "./problem.ts";

/** `GET /health/live`: the process answers. Asks nothing of the database, so that no one restarts a process for it. */
export const liveRoute: Handler = (context) => jsonResponse(context, { value: { status: "live" } });

/** `GET /health/ready`: whether commands and queries can be served now, and what is to be looked at. */
export function readyRoute(engine: Engine): Handler {
  return async (context) => {
    const { ready, notes, processors } = await engine.health();
    // Not lastError: it is worded by handlers and drivers, and this address is open to everybody.
    const seen = processors.map(({ processor, position, state }) => ({ processor, position, state }));
    if (ready) return jsonResponse(context, { value: { status: "ready", notes, processors: seen } });
    return problemResponse(context, {
      code: "unavailable",
      detail: `Cannot serve now: ${notes.join("; ") || "the engine is not ready"}`,
      members: { notes, processors: seen },
      headers: { "retry-after": "1" },
    });
  };
}

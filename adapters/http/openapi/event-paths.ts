import type { JsonObject } from "../../../src/runtime/mod.ts";
import { inHeader, inPath, inQuery, json, limit, operation, ref } from "./operation.ts";

const text = { type: "string" };
const names = { type: "array", items: text };

/** Events, for whoever has the token. */
export function eventPaths(): JsonObject {
  const cursor = inQuery("after", { anyOf: [ref("Position"), { enum: ["first", "latest"] }], default: "first" });
  return {
    "/streams/{type}/{id}": {
      get: operation({
        id: "stream",
        tag: "events",
        summary: "The events of one stream, as they are stored",
        guarded: true,
        parameters: [
          inPath("type"),
          inPath("id"),
          inQuery("after", { type: "integer", minimum: 0, maximum: 2_147_483_647 }),
          limit(),
        ],
        answers: { 200: json("A page of it", ref("StreamPage")) },
        problems: ["invalid_query", "unknown_stream"],
      }),
    },
    "/events": {
      get: operation({
        id: "events",
        tag: "events",
        summary: "The log in today's shapes: server-sent events, or a page of it as JSON",
        guarded: true,
        parameters: [
          cursor,
          { ...inQuery("types", names), style: "form", explode: true },
          { ...inQuery("aggregates", names), style: "form", explode: true },
          inQuery("stream", { type: "string", pattern: "^[^/]+/.+$" }),
          limit(),
          inHeader("Last-Event-ID", { schema: text, description: "Go on behind this event; counts more than `after`" }),
        ],
        answers: {
          200: {
            description:
              "Each event's `data` is a LogEvent, its `id` where to resume; an event `closing` ends the stream",
            content: { "text/event-stream": text, "application/json": ref("EventPage") },
          },
        },
        problems: ["invalid_query", "cursor_ahead"],
      }),
    },
  };
}

import type { JsonObject } from "../../../src/runtime/mod.ts";
import { inPath, json, list, operation, record, ref } from "./operation.ts";

const text = { type: "string" };

/** What every application answers, the protected addresses apart. */
export function openPaths(): JsonObject {
  return {
    "/commands/{id}": {
      get: operation({
        id: "commandState",
        tag: "commands",
        summary: "What became of a command that had a key, or is handled later",
        parameters: [inPath("id")],
        answers: { 200: json("As far as it is known", ref("CommandState")) },
        problems: ["unknown_command_id"],
      }),
    },
    "/routes": {
      get: operation({
        id: "routes",
        tag: "application",
        summary: "The compiled tables, as JSON or as text",
        answers: {
          200: { description: "The tables", content: { "application/json": { type: "object" }, "text/plain": text } },
        },
      }),
    },
    "/openapi.json": {
      get: operation({
        id: "openapi",
        tag: "application",
        summary: "This document",
        answers: { 200: json("OpenAPI 3.1", { type: "object" }) },
      }),
    },
    ...healthPaths(),
  };
}

function healthPaths(): JsonObject {
  return {
    "/health/live": {
      get: operation({
        id: "live",
        tag: "health",
        summary: "The process answers",
        answers: { 200: json("It does", record({ status: { const: "live" } })) },
      }),
    },
    "/health/ready": {
      get: operation({
        id: "ready",
        tag: "health",
        summary: "Whether commands and queries can be served now",
        answers: {
          200: json(
            "They can",
            record({ status: { const: "ready" }, notes: list(text), processors: list({ type: "object" }) }),
          ),
        },
      }),
    },
    "/metrics": {
      get: operation({
        id: "metrics",
        tag: "health",
        summary: "Metrics as Prometheus reads them",
        answers: { 200: { description: "Metrics", content: { "text/plain": text } } },
        problems: ["unauthorized", "forbidden"],
      }),
    },
  };
}

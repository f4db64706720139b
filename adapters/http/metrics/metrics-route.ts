import type { Handler } from "hono";
import type { Engine } from "../../../src/runtime/mod.ts";
import type { HttpSettings } from "../http-options.ts";
import { problemResponse } from "../problem.ts";
import { prometheusText } from "./prometheus-text.ts";

/** `GET /metrics`: what this node counted, and how it and the database stand, as Prometheus reads it. Open as the probes are: it tells names and numbers, no data. */
export function metricsRoute(
  engine: Pick<Engine, "metrics">,
  { metrics = true }: Pick<HttpSettings, "metrics">,
): Handler {
  return async (context) => {
    if (!metrics) return problemResponse(context, { code: "not_found", detail: shut });
    return context.body(prometheusText(await engine.metrics()), 200, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
      "cache-control": "no-store",
    });
  };
}

const shut =
  "Cannot read metrics here: this server does not show them; start it with metrics, or read them by OpenTelemetry";

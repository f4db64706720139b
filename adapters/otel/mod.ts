/**
 * The engine's spans and metrics, brought to OpenTelemetry. Only its API is used: which SDK and exporter there are, if any, is yours to say,
 * before the engine starts.
 *
 * @example
 * ```ts
 * import { otelTelemetry } from "myelin/otel";
 *
 * const engine = await startEngine({ tables, store, telemetry: otelTelemetry() });
 * ```
 *
 * @module
 */
export { type OtelOptions, otelTelemetry } from "./otel-telemetry.ts";

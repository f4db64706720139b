import type { MeasureJob } from "../processes/measure-contestant.ts";

/** One stretch of the same engine, with all that it tells of itself or with nothing of it. */
export interface TelemetryJob extends MeasureJob {
  /** `wired`: counts, and `otelTelemetry()` of `myelin/otel` with no SDK behind it. `without`: neither. */
  readonly telemetry: "wired" | "without";
}

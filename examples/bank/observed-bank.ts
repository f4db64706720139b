// #region engine
import { compile } from "myelin";
import { memoryStore } from "myelin/memory";
import { otelTelemetry } from "myelin/otel";
import { type Engine, jsonLines, startEngine } from "myelin/runtime";
import { bank } from "./bank.ts";

export function observedBank(): Promise<Engine> {
  return startEngine({
    tables: compile(bank),
    store: memoryStore(),
    telemetry: otelTelemetry(), // the SDK that you have registered, if any
    log: jsonLines({ level: "warn" }),
  });
}
// #endregion

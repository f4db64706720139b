import { duringAll, partSpan } from "../../telemetry/command-spans.ts";
import type { TelemetrySpan } from "../../telemetry/telemetry.ts";
import type { Chain } from "./decide-chain.ts";
import type { Lane } from "./lane.ts";

/** Does what loads these lanes, within a span of each command that somebody looks at. */
export function whileLoading<Result>(lanes: readonly Lane[], work: () => Promise<Result>): Promise<Result> {
  // Somebody looks at all that came meanwhile, or at none: then nothing is made.
  if (!lanes.some(({ waiting }) => waiting.some(({ envelope }) => envelope.span !== undefined))) return work();
  const spans = lanes.flatMap(({ waiting }) => waiting.map(({ envelope }) => partSpan(envelope, "load")));
  return together(spans, work);
}

/** The same for what appends these chains. */
export function whileAppending<Result>(chains: readonly Chain[], work: () => Promise<Result>): Promise<Result> {
  if (!chains.some(({ links }) => links.some(({ job }) => job.envelope.span !== undefined))) return work();
  const spans = chains.flatMap(({ links }) => links.map(({ job }) => partSpan(job.envelope, "append")));
  return together(spans, work);
}

function together<Result>(parts: readonly (TelemetrySpan | undefined)[], work: () => Promise<Result>): Promise<Result> {
  const spans = parts.filter((span) => span !== undefined);
  for (const span of spans) span.set({ "myelin.statement.commands": parts.length });
  return duringAll(spans, work);
}

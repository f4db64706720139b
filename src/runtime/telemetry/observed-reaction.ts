import type { CallReactor } from "../reactors/reactor-caller.ts";
import { eventAttributes, withinSpan } from "./observed-batch.ts";
import type { Telemetry } from "./telemetry.ts";
import { traceOf } from "./trace-context.ts";

/** Calls of reactors outside of any batch, within a span each while somebody looks: they continue the trace of the event. */
export function observedReaction(
  call: CallReactor,
  { telemetry }: { readonly telemetry: Telemetry | undefined },
): CallReactor {
  if (telemetry === undefined) return call;
  return (table, item, facts) => {
    if (!telemetry.tracing) return call(table, item, facts);
    const span = telemetry.span({
      name: `handle ${item.event.type}`,
      kind: "consumer",
      parent: traceOf(item.event.metadata),
      attributes: eventAttributes(item, { processor: table.name, act: "handle" }),
    });
    return withinSpan(span, () => call(table, item, Object.assign({}, facts, { span })));
  };
}

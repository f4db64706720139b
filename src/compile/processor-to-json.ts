import type { JsonObject } from "../base/json.ts";
import type { ProcessorTable, ProjectionTable, ReactorTable, RelayTable } from "../model/tables.ts";
import { describeProcessing } from "./describe-processing.ts";
import { mapValues, schemaToJson, sortedJson } from "./json-values.ts";

/** A projection in the tables' JSON. What is as it is by default is left out, as in `explain`. */
export function projectionToJson(projection: ProjectionTable): JsonObject {
  const queries = mapValues(projection.queries, ({ schema }) => ({ schema: schemaToJson(schema) }));
  if (projection.form === "free") {
    const reset = projection.onReset === undefined ? {} : { onReset: "function" };
    return sortedJson({
      ...processorToJson(projection),
      form: "free",
      ...onceOf(projection.handlers),
      queries,
      ...reset,
    });
  }
  return sortedJson({
    ...processorToJson(projection),
    form: "fold",
    handlers: mapValues(projection.handlers, ({ by, once }) => ({
      by: by === undefined ? "stream" : "function",
      ...(once === undefined ? {} : { once }),
    })),
    key: projection.target.key,
    ...(projection.life === "async" ? {} : { life: projection.life }),
    queries,
    table: projection.target.name,
  });
}

/** A reactor in the tables' JSON. */
export function reactorToJson(reactor: ReactorTable): JsonObject {
  return sortedJson({
    ...processorToJson(reactor),
    delivery: reactor.delivery,
    ...onceOf(reactor.handlers),
    sends: reactor.sends,
  });
}

/** A relay in the tables' JSON. */
export function relayToJson(relay: RelayTable): JsonObject {
  const made = relay.eventTypes.filter((type) => relay.handlers[type]?.handle !== true);
  return sortedJson({ ...processorToJson(relay), ...(made.length === 0 ? {} : { byFunction: made }) });
}

/** The part that every processor has. */
export function processorToJson(processor: ProcessorTable): JsonObject {
  const { eventTypes, fingerprint, storedTypes } = processor;
  return {
    eventTypes,
    ...describeProcessing(processor),
    sequence: fingerprint,
    // It reads at least what it handles.
    ...(storedTypes.length === eventTypes.length ? {} : { storedTypes }),
  };
}

function onceOf(handlers: Readonly<Record<string, { readonly once?: true }>>): JsonObject {
  const once = Object.keys(handlers).filter((type) => handlers[type]?.once === true);
  return once.length === 0 ? {} : { once };
}

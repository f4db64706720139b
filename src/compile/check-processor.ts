import type { ComponentNode } from "../model/application-node.ts";
import { qualifiedType } from "../model/message.ts";
import type { HandlerGroup } from "../model/node.ts";
import { sequenceAggregate, sequenceEvents } from "../model/sequence-announcement.ts";
import { checkProcessing } from "./check-processing.ts";
import { aggregatesOf, type Processor, projectionsOf, reactorsOf, relaysOf } from "./components.ts";
import { type Mistake, mistake } from "./mistake.ts";

/** What projections, reactors and relays have in common: their handlers, and how they go along the log. */
export function checkProcessors(components: readonly ComponentNode[]): readonly Mistake[] {
  const known = eventsByAggregate(components);
  const processors = [...projectionsOf(components), ...reactorsOf(components), ...relaysOf(components)];
  return processors.flatMap((processor) => [...checkHandlers(processor, known), ...checkProcessing(processor)]);
}

/** By aggregate, the names of its events. */
export type EventsByAggregate = ReadonlyMap<string, readonly string[]>;

/** The events that can be handled: those of aggregates, and the engine's own. */
export function eventsByAggregate(components: readonly ComponentNode[]): EventsByAggregate {
  return new Map<string, readonly string[]>([
    ...aggregatesOf(components).map(({ name, events }) => [name, Object.keys(events)] as const),
    [sequenceAggregate, sequenceEvents],
  ]);
}

function checkHandlers(processor: Processor, known: EventsByAggregate): readonly Mistake[] {
  const subject = `${processor.kind} "${processor.name}"`;
  const handlers = handlersOf(processor);
  if (handlers.length === 0)
    return [mistake(processor.name, { subject, state: "it handles no event", mend: "add .on(aggregate, { … })" })];
  return [
    ...handlers.flatMap((handler) => checkHandler(handler, { processor, known })),
    ...checkTwice(processor),
    ...checkOnce(processor),
  ];
}

interface Handler {
  readonly aggregate: string;
  readonly event: string;
}

function handlersOf({ on }: { readonly on: readonly HandlerGroup<unknown>[] }): readonly Handler[] {
  return on.flatMap(({ aggregate, handlers }) => Object.keys(handlers).map((event) => ({ aggregate, event })));
}

function checkHandler(
  { aggregate, event }: Handler,
  { processor: { kind, name }, known }: { processor: Processor; known: EventsByAggregate },
): readonly Mistake[] {
  const subject = `${kind} "${name}"`;
  const events = known.get(aggregate);
  if (events === undefined) {
    const state = `it handles "${event}" of aggregate "${aggregate}", which is not in this application`;
    return [mistake(name, { subject, state, mend: "add the aggregate to the application, or remove the handler" })];
  }
  if (events.includes(event)) return [];
  const state = `it handles "${event}", which aggregate "${aggregate}" does not declare`;
  return [mistake(name, { subject, state, mend: `name one of ${events.join(", ")}` })];
}

function checkTwice(processor: Processor): readonly Mistake[] {
  const types = handlersOf(processor).map(({ aggregate, event }) => qualifiedType(aggregate, event));
  const twice = new Set(types.filter((type, index) => types.indexOf(type) !== index));
  return [...twice].map((type) =>
    mistake(processor.name, {
      subject: `${processor.kind} "${processor.name}"`,
      state: `it handles "${type}" twice`,
      mend: "keep one of the handlers",
    }),
  );
}

function checkOnce(processor: Processor): readonly Mistake[] {
  const types = new Set(handlersOf(processor).map(({ aggregate, event }) => qualifiedType(aggregate, event)));
  const strangers = (processor.once ?? []).filter((type) => !types.has(type));
  return strangers.map((type) =>
    mistake(processor.name, {
      subject: `${processor.kind} "${processor.name}"`,
      state: `it marks "${type}" as once only, which it does not handle`,
      mend: "add the handler, or remove the mark",
    }),
  );
}

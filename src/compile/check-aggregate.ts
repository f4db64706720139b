import type { AggregateNode } from "../model/node.ts";
import { checkAggregateInterceptors } from "./check-interceptors.ts";
import { checkRetries } from "./check-retry.ts";
import { checkSequences } from "./check-sequences.ts";
import { checkSnapshot } from "./check-snapshot.ts";
import { checkUpcast } from "./check-upcast.ts";
import { type Mistake, mistake } from "./mistake.ts";

export function checkAggregate(aggregate: AggregateNode): readonly Mistake[] {
  return [
    ...missing(aggregate, { kind: "event", declared: aggregate.events, handlers: aggregate.evolve, phase: "evolve" }),
    ...missing(aggregate, {
      kind: "command",
      declared: aggregate.commands,
      handlers: aggregate.decide,
      phase: "decide",
    }),
    ...strangers(aggregate, { kind: "event", declared: aggregate.events, handlers: aggregate.evolve, phase: "evolve" }),
    ...strangers(aggregate, {
      kind: "command",
      declared: aggregate.commands,
      handlers: aggregate.decide,
      phase: "decide",
    }),
    ...strangers(aggregate, {
      kind: "command",
      declared: aggregate.commands,
      handlers: aggregate.routes,
      phase: "route",
    }),
    ...strangers(aggregate, {
      kind: "command",
      declared: aggregate.commands,
      handlers: aggregate.sequences,
      phase: "sequence",
    }),
    ...strangers(aggregate, {
      kind: "command",
      declared: aggregate.commands,
      handlers: aggregate.retries ?? {},
      phase: "retry",
    }),
    ...checkSequences(aggregate),
    ...checkAggregateInterceptors(aggregate),
    ...checkRetries(aggregate),
    ...checkSnapshot(aggregate),
    ...checkUpcast(aggregate),
  ];
}

interface Phase {
  readonly kind: "event" | "command";
  readonly declared: Readonly<Record<string, unknown>>;
  readonly handlers: Readonly<Record<string, unknown>>;
  readonly phase: "evolve" | "decide" | "route" | "sequence" | "retry";
}

function missing(aggregate: AggregateNode, { kind, declared, handlers, phase }: Phase): readonly Mistake[] {
  return Object.keys(declared)
    .filter((name) => !Object.hasOwn(handlers, name))
    .map((name) =>
      mistake(aggregate.name, {
        subject: `${kind} "${name}" of aggregate "${aggregate.name}"`,
        state: `nothing can ${phase} it`,
        mend: `add "${name}" to its ${phase} phase`,
      }),
    );
}

function strangers(aggregate: AggregateNode, { kind, declared, handlers, phase }: Phase): readonly Mistake[] {
  return Object.keys(handlers)
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) =>
      mistake(aggregate.name, {
        subject: `aggregate "${aggregate.name}"`,
        state: `its ${phase} phase names ${kind} "${name}", which is not declared`,
        mend: `declare it in ${kind}s, or remove it from ${phase}`,
      }),
    );
}

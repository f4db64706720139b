import { MyelinError } from "../src/base/error.ts";
import type { CommandMessage, Decision, EventMessage } from "../src/model/message.ts";
import type { AggregateNode, EventContext } from "../src/model/node.ts";
import type { CommandFacts } from "./decider.ts";
import { interceptedDecision } from "./intercepted-decision.ts";
import { commandMakers, eventMakers, rejectionMakers } from "./message-makers.ts";
import { neutralContext, neutralFacts } from "./neutral-context.ts";
import { parseSync } from "./parse-sync.ts";

/** A finished aggregate as it is at run time; the types of `Aggregate` say the same by name. */
export interface PlainAggregate {
  readonly node: AggregateNode;
  readonly events: ReturnType<typeof eventMakers>;
  readonly commands: ReturnType<typeof commandMakers>;
  readonly rejections: ReturnType<typeof rejectionMakers>;
  initial(): unknown;
  evolve(state: unknown, event: EventMessage, context?: Partial<EventContext>): unknown;
  fold(events: Iterable<EventMessage>, state?: unknown): unknown;
  decide(state: unknown, command: CommandMessage, facts?: Partial<CommandFacts>): Decision;
}

export function finishedAggregate(node: AggregateNode): PlainAggregate {
  const events = eventMakers(node.events);
  const rejections = rejectionMakers(node.rejections);
  return {
    node,
    events,
    commands: commandMakers(node.commands),
    rejections,
    initial: () => node.initial(),
    evolve: (state, event, context) => evolve(node, { state, event, context: neutralContext(node.name, context) }),
    fold: (history, state = node.initial()) => fold(node, { events: history, state }),
    decide: (state, command, facts) =>
      decide(node, { state, command, tools: { emit: events, reject: rejections, ...neutralFacts(node.name, facts) } }),
  };
}

interface Evolution {
  readonly state: unknown;
  readonly event: EventMessage;
  readonly context: EventContext;
}

function evolve({ name, evolve }: AggregateNode, { state, event, context }: Evolution): unknown {
  const handler = Object.hasOwn(evolve, event.name) ? evolve[event.name] : undefined;
  if (handler !== undefined) return handler(state, event.data, context);
  const message = `Cannot evolve aggregate "${name}": it declares no event "${event.name}"; use a message of its own`;
  throw new MyelinError("invalid_event", message);
}

interface History {
  readonly events: Iterable<EventMessage>;
  readonly state: unknown;
}

function fold(node: AggregateNode, history: History): unknown {
  let { state } = history;
  let version = 0;
  for (const event of history.events) {
    version += 1;
    state = evolve(node, { state, event, context: neutralContext(node.name, { version }) });
  }
  return state;
}

interface Case {
  readonly state: unknown;
  readonly command: CommandMessage;
  readonly tools: Parameters<AggregateNode["decide"][string]>[2];
}

function decide(node: AggregateNode, { state, command, tools }: Case): Decision {
  const { name, payload } = command;
  const handler = Object.hasOwn(node.decide, name) ? node.decide[name] : undefined;
  const schema = Object.hasOwn(node.commands, name) ? node.commands[name] : undefined;
  if (handler !== undefined && schema !== undefined)
    return interceptedDecision(node, {
      state,
      command: name,
      payload: parseSync(schema, { name, payload }),
      tools,
      decide: handler,
      evolve: (before, event, { stream, version, metadata }) =>
        evolve(node, { state: before, event, context: { stream, version, metadata } }),
    });
  const message = `Cannot decide command "${name}": aggregate "${node.name}" does not declare it; use a message of its own`;
  throw new MyelinError("unknown_command", message);
}

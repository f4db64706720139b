import { MyelinError } from "../src/base/error.ts";
import { isRecord } from "../src/base/json.ts";
import { matchesCommand } from "../src/model/command-pattern.ts";
import type { DecideTools } from "../src/model/decide-tools.ts";
import type { Decision, EventMessage, RejectionMessage } from "../src/model/message.ts";
import type { AggregateNode, EventContext } from "../src/model/node.ts";

/** A command to decide, its payload checked. */
export interface Question {
  readonly state: unknown;
  readonly command: string;
  readonly payload: unknown;
  readonly tools: DecideTools;
  readonly decide: (state: unknown, payload: unknown, tools: DecideTools) => Decision;
  readonly evolve: (state: unknown, event: EventMessage, context: EventContext) => unknown;
}

/** The first rejection of an interceptor, or what the decider answers behind the interceptors' events. */
export function interceptedDecision({ interceptors = [] }: AggregateNode, question: Question): Decision {
  let { state, tools } = question;
  const before: EventMessage[] = [];
  for (const { commands, intercept } of interceptors) {
    if (!matchesCommand(commands, question.command)) continue;
    const answer = intercept(state, question.payload, { ...tools, command: question.command });
    if (isRejection(answer)) return answer;
    for (const event of eventsOf(answer, question.command)) {
      tools = { ...tools, version: tools.version + 1 };
      state = question.evolve(state, event, tools);
      before.push(event);
    }
  }
  const decision = question.decide(state, question.payload, tools);
  if (before.length === 0 || isRejection(decision)) return decision;
  return [...before, ...eventsOf(decision, question.command)];
}

function isRejection(decision: Decision): decision is RejectionMessage {
  return isRecord(decision) && decision.kind === "rejection";
}

function eventsOf(decision: Exclude<Decision, RejectionMessage>, command: string): readonly EventMessage[] {
  if (decision === undefined || decision === null) return [];
  if (Array.isArray(decision)) return decision;
  if ("kind" in decision) return [decision];
  const message = `Cannot decide command "${command}": an interceptor answered neither events nor a rejection; return emit.X(…), reject.X(…), an array of events or undefined, and no promise`;
  throw new MyelinError("invalid_decision", message);
}

import type { EventContext } from "../src/model/node.ts";
import type { CommandFacts } from "./decider.ts";

/** What `evolve` sees outside of the engine, where the caller says nothing else. */
export function neutralContext(aggregate: string, given: Partial<EventContext> = {}): EventContext {
  return { stream: { type: aggregate, id: "" }, version: 0, metadata: {}, ...given };
}

/** What a decider sees outside of the engine, where the caller says nothing else. */
export function neutralFacts(aggregate: string, given: Partial<CommandFacts> = {}): CommandFacts {
  const stream = { type: aggregate, id: "" };
  return { commandId: "", metadata: {}, now: new Date(0), stream, version: 0, ...given };
}

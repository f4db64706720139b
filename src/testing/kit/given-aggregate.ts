import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import type { EventMessage, Metadata, RejectionMessage } from "../../model/message.ts";
import { startOfLog } from "../../model/position.ts";
import type { AggregateTable, Tables } from "../../model/tables.ts";
import { acceptCommand } from "../../runtime/commands/accept-command.ts";
import { type Decided, decideCommand } from "../../runtime/commands/decide-command.ts";
import { evolveDecided, evolveLoaded } from "../../runtime/commands/evolve-state.ts";
import type { CachedStream } from "../../runtime/commands/stream-cache.ts";
import { manualClock } from "../manual-clock.ts";
import { expectSame } from "./full-difference.ts";
import { refuseAwait } from "./refuse-await.ts";
import { countedIds, givenTime, storedEvent, testTables } from "./test-tables.ts";
import type { TestedAggregate, TestedCommand, TestedEvent, TestedRejection, TestedState } from "./tested.ts";

/** What goes along with a command of a test. */
export interface TestedCommandOptions {
  readonly metadata?: Metadata;
  /** What deciders see as now; default a second behind the last event. */
  readonly now?: Date;
}

/** An aggregate with a history. */
export interface GivenHistory<A extends TestedAggregate> {
  /** The state that the history leads to. */
  readonly state: TestedState<A>;
  /** Handles a command as the engine does: interceptors, schema, routing, decider, the schemas of what it answers. */
  when(command: TestedCommand<A>, options?: TestedCommandOptions): WhenDecided<A>;
}

/** What a command came to. */
export interface WhenDecided<A extends TestedAggregate> {
  /** Exactly these events in this order, or this rejection; nothing given: no event. Throws with the full difference. */
  then(...expected: readonly TestedEvent<A>[] | readonly [TestedRejection<A>]): void;
  /** The state afterwards. */
  thenState(expected: TestedState<A>): void;
  /** It fails with an engine error: `invalid_command`, `refused`, `handler_failed` … */
  thenFails(code: string): void;
}

/** A history of one aggregate; see `given`. */
export function givenAggregate<A extends TestedAggregate>(
  { node }: A,
  history: readonly EventMessage[],
): GivenHistory<A> {
  const tables = testTables([node]);
  const aggregate = tables.aggregates[node.name];
  if (aggregate === undefined)
    throw new MyelinError("internal", `Cannot test aggregate "${node.name}": it is not compiled`);
  const before = (id: string): CachedStream => evolvedFrom(history, { aggregate, id });
  return {
    get state() {
      return before("given").state as TestedState<A>; // the aggregate's own functions made it
    },
    when: (command, options = {}) =>
      // Commands are messages, whatever their types say beside that.
      decidedOf<A>(handled(command as Message, { tables, aggregate, before, options, past: history.length })),
  };
}

interface Message {
  readonly name: string;
  readonly payload: unknown;
}

function evolvedFrom(
  history: readonly EventMessage[],
  { aggregate, id }: { readonly aggregate: AggregateTable; readonly id: string },
): CachedStream {
  const stream = { type: aggregate.name, id };
  const events = history.map((event, index) => {
    const position = index + 1;
    const place = { stream, version: position, position, recordedAt: givenTime(position), metadata: {} };
    return storedEvent(event, { aggregate, ...place });
  });
  const last = events.at(-1);
  const head = { version: events.length, eventId: last?.id ?? null, position: last?.position ?? startOfLog };
  return evolveLoaded(aggregate, { events, head });
}

interface Handling {
  readonly tables: Tables;
  readonly aggregate: AggregateTable;
  readonly before: (id: string) => CachedStream;
  readonly options: TestedCommandOptions;
  /** Events given. */
  readonly past: number;
}

interface Handled {
  readonly command: string;
  readonly decided: Decided;
  readonly state: unknown;
}

function handled({ name, payload }: Message, handling: Handling): Handled {
  const { tables, aggregate, before, options, past } = handling;
  try {
    const clock = manualClock((options.now ?? givenTime(past + 1)).getTime());
    const submission = { command: name, payload, metadata: options.metadata ?? {} };
    const envelope = notLater(name, acceptCommand(submission, { tables, clock, ids: countedIds("command") }));
    const { state, head, kept } = before(envelope.stream.id);
    const nextId = countedIds("decided").next;
    const decided = notLater(name, decideCommand({ envelope, aggregate, state, head, nextId }));
    if (decided.kind !== "events") return { command: name, decided, state };
    const { stream } = envelope;
    const after = evolveDecided(aggregate, { on: { state, head, kept }, stream, events: decided.events });
    return { command: name, decided, state: after.state };
  } catch (error) {
    if (!isMyelinError(error)) throw error;
    return { command: name, decided: { kind: "failure", error }, state: undefined };
  }
}

function notLater<T>(command: string, value: T | Promise<T>): T {
  if (!(value instanceof Promise)) return value;
  value.catch(() => {});
  const mend = "test it through an engine on the memory store";
  throw new TypeError(
    `Cannot test command "${command}" here: an interceptor or a schema of it is asynchronous; ${mend}`,
  );
}

function decidedOf<A extends TestedAggregate>({ command, decided, state }: Handled): WhenDecided<A> {
  const fine = (): void => {
    if (decided.kind === "failure") throw decided.error;
  };
  return {
    // biome-ignore lint/suspicious/noThenProperty: given, when, then; who awaits it is told so
    then: (...expected) => {
      refuseAwait(expected);
      fine();
      // Events and rejections are messages, whatever their types say beside that.
      const wanted = (expected as readonly (EventMessage | RejectionMessage)[]).map(shownMessage);
      expectSame(`Command "${command}" came to something else`, { actual: shownDecision(decided), expected: wanted });
    },
    thenState: (expected) => {
      fine();
      expectSame(`Command "${command}" left another state`, { actual: state, expected });
    },
    thenFails: (code) => {
      const actual = decided.kind === "failure" ? decided.error.code : shownDecision(decided);
      expectSame(`Command "${command}" did not fail as expected${reasonOf(decided)}`, { actual, expected: code });
    },
  };
}

function reasonOf(decided: Decided): string {
  return decided.kind === "failure" ? ` (${messageOf(decided.error)})` : "";
}

function shownMessage(message: EventMessage | RejectionMessage): unknown {
  return message.kind === "event"
    ? { event: message.name, data: message.data }
    : { rejection: message.name, data: message.data ?? null };
}

function shownDecision(decided: Decided): unknown {
  if (decided.kind === "rejection") return [{ rejection: decided.rejection.reason, data: decided.rejection.data }];
  if (decided.kind === "failure") return { failure: decided.error.message };
  return decided.events.map(({ type, data }) => ({ event: type.slice(type.indexOf(".") + 1), data }));
}

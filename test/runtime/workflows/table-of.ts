import type { Json } from "../../../src/base/json.ts";
import type { StoredEvent } from "../../../src/model/message.ts";
import { type Position, parsePosition, startOfLog } from "../../../src/model/position.ts";
import type { WorkflowTable } from "../../../src/model/tables.ts";
import type { InboxContent, LoadedInstance, SendStatus, SentCommand } from "../../../src/model/workflow-instance.ts";
import type { ReactionFunction } from "../../../src/model/workflow-node.ts";
import type { StateTable, WorkflowVersionTable } from "../../../src/model/workflow-table.ts";
import type { StepResult } from "../../../src/runtime/workflows/draft.ts";
import { step } from "../../../src/runtime/workflows/step.ts";
import { outcomeStimulus, type Stimulus } from "../../../src/runtime/workflows/stimulus.ts";

/** Any data. */
export const anything = {
  "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value }) },
} as const;

const noReactions: StateTable = {
  on: {},
  onRejected: {},
  onTimer: {},
  onSignal: {},
  onTimeout: {},
  onChild: {},
  onJoined: {},
};

export function reactions(some: Partial<StateTable>): StateTable {
  return { ...noReactions, ...some };
}

export function versionTable(some: Partial<WorkflowVersionTable> = {}): WorkflowVersionTable {
  return {
    version: 1,
    states: { first: anything, second: anything },
    timers: { Tick: anything },
    signals: { Go: anything },
    starts: {},
    cron: {},
    inState: {},
    inAny: noReactions,
    onExisting: "ignore",
    onMissing: "ignore",
    sends: ["Do", "Undo"],
    spawns: ["child"],
    tools: {},
    ...some,
  };
}

export function tableOf(...versions: readonly WorkflowVersionTable[]): WorkflowTable {
  return {
    form: "workflow",
    name: "flow",
    eventTypes: [],
    storedTypes: [],
    sequence: { kind: "instance" },
    fingerprint: "1",
    onFailure: { kind: "halt" },
    from: { kind: "first" },
    segments: 1,
    latest: Math.max(...versions.map(({ version }) => version)),
    versions: Object.fromEntries(versions.map((one) => [one.version, one])),
    correlate: {},
  };
}

export const act = {
  send: (payload: Json = null) => ({ kind: "send", command: "Do", payload }) as const,
  sendUndoable: (payload: Json = null) =>
    ({ kind: "send", command: "Do", payload, undo: { kind: "send", command: "Undo", payload } }) as const,
  spawn: (id?: string) =>
    ({ kind: "spawn", workflow: "child", input: null, ...(id === undefined ? {} : { id }) }) as const,
  timer: (inMs: number, key = "") => ({ kind: "schedule", timer: "Tick", key, due: { inMs }, data: null }) as const,
  become: (state: string, data: Json = null) => ({ kind: "become", state, data }) as const,
  wait: (withinMs?: number) =>
    ({ kind: "wait", signal: "Go", ...(withinMs === undefined ? {} : { withinMs }) }) as const,
  complete: (result?: Json) => ({ kind: "complete", result }) as const,
  fail: (why = "because") => ({ kind: "fail", why }) as const,
  cancelAll: { kind: "cancelTimer" } as const,
};

/** One instance of a table, moved by hand. */
export interface Played {
  readonly loaded: LoadedInstance | undefined;
  /** All commands there ever were, by index. */
  readonly commands: ReadonlyMap<number, SentCommand>;
  readonly last: StepResult;
  take(stimulus: Stimulus, unsent?: readonly number[]): StepResult;
  left(content: InboxContent): StepResult;
  event(type: string, data?: Json): StepResult;
  outcome(index: number, status?: SendStatus, reason?: string): StepResult;
}

export const startedAt = new Date("2026-01-01T00:00:00Z");

export function playing(table: WorkflowTable, from?: LoadedInstance): Played {
  let loaded = from;
  let last: StepResult | undefined;
  let nth = 0;
  let position = 0;
  const commands = new Map<number, SentCommand>();
  const take = (stimulus: Stimulus, unsent: readonly number[] = []): StepResult => {
    const ports = { now: startedAt, nextId: () => `c-${++nth}`, correlate: [] };
    last = step({ table, id: "i-1", loaded, unsent: new Set(unsent), stimulus }, ports);
    loaded = last.loaded;
    for (const row of last.commands) commands.set(row.index, row);
    return last;
  };
  return {
    get loaded() {
      return loaded;
    },
    get last() {
      if (last === undefined) throw new Error("Nothing came yet");
      return last;
    },
    commands,
    take,
    left: (content) => take({ kind: "left", content, parent: null, correlationId: null }),
    event: (type, data = null) => {
      position++;
      return take({ kind: "event", item: itemOf(type, { data, position }), replay: undefined });
    },
    outcome: (index, status = "done", reason) => {
      const row = commands.get(index);
      if (row === undefined) throw new Error(`No command ${index}`);
      return take(outcomeStimulus({ ...row, status, reason: reason ?? null }));
    },
  };
}

export function itemOf(type: string, { data, position }: { readonly data: Json; readonly position: number }) {
  const at: Position = parsePosition(String(position)) ?? startOfLog;
  const event: StoredEvent = {
    id: `e-${position}`,
    type,
    schemaVersion: 1,
    data,
    metadata: { tenant: "t" },
    position: at,
    stream: { type: "thing", id: "i-1" },
    version: position,
    commandId: "x",
    correlationId: "talk",
    causationId: null,
    recordedAt: startedAt,
  };
  return { event, subIndex: 0, sequence: "i-1", hash: 0 };
}

/** A reaction that answers these actions. */
export function doing(...actions: readonly ReturnType<ReactionFunction>[]): ReactionFunction {
  return () => actions.flat() as ReturnType<ReactionFunction>; // lists of actions make a list of actions
}

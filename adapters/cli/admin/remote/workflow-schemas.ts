import * as v from "valibot";
import {
  type InstanceHead,
  type InstanceView,
  isRecord,
  type Json,
  type OpenFork,
  type StimulusRecord,
  type WorkflowOverview,
} from "../../../../src/runtime/mod.ts";

// It came as JSON, so whatever stands here is.
const json = v.custom<Json>(() => true);
const time = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);
const milliseconds = v.pipe(
  time,
  v.transform((date) => date.getTime()),
);
const text = v.nullable(v.string());
const status = v.picklist(["running", "undoing", "stuck", "completed", "failed", "cancelled"]);
const sendStatus = v.picklist(["pending", "done", "rejected", "failed", "dropped"]);
const instance = { workflow: v.string(), id: v.string() };

export const workflowOverview: v.GenericSchema<unknown, WorkflowOverview> = v.object({
  name: v.string(),
  latest: v.number(),
  versions: v.array(v.number()),
  instances: v.record(status, v.number()),
  parked: v.number(),
});

/** What is read of a fork: its branches are only counted. */
const fork = v.pipe(
  v.custom<OpenFork>(isNamed),
  v.check(({ until, branches }) => ["all", "first"].includes(until) && Array.isArray(branches)),
);

const headEntries = {
  ...instance,
  version: v.number(),
  status,
  state: text,
  data: json,
  reason: text,
  trouble: text,
  result: json,
  undoingTo: v.nullable(v.picklist(["completed", "failed", "cancelled"])),
  waits: v.array(v.object({ signal: v.string(), until: v.nullable(milliseconds) })),
  forks: v.array(fork),
  children: v.array(v.object({ ...instance, ended: v.boolean() })),
  parent: v.nullable(v.object(instance)),
  correlationId: v.string(),
  metadata: v.record(v.string(), json),
  steps: v.number(),
  sends: v.number(),
  startedAt: time,
  updatedAt: time,
  endedAt: v.nullable(time),
};

export const instanceHead: v.GenericSchema<unknown, InstanceHead> = v.object(headEntries);

const kinds = ["event", "start", "timer", "signal", "timeout", "outcome", "child", "cancel", "resume", "migrate"];

const historyEntry = v.object({
  index: v.number(),
  at: time,
  came: v.custom<StimulusRecord>((came) => isRecord(came) && kinds.includes(String(came.kind))),
  did: v.array(v.string()),
  status,
  state: text,
  data: json,
});

const call = { command: v.string(), payload: json };

const sentCommand = v.object({
  ...call,
  index: v.number(),
  commandId: v.string(),
  undo: v.nullable(v.object(call)),
  undoes: v.nullable(v.number()),
  retry: v.custom<InstanceView["commands"][number]["retry"]>((retry) => retry === null || isRecord(retry)),
  metadata: v.record(v.string(), json),
  correlationId: v.string(),
  causationId: text,
  status: sendStatus,
  reason: text,
  data: json,
  attempts: v.number(),
});

const timer = v.object({ ...instance, name: v.string(), key: v.string(), dueAt: time, data: json });

/** `GET /workflows/{name}/{id}` tells the instance itself beside its lists. */
export const instanceView: v.GenericSchema<unknown, InstanceView> = v.pipe(
  v.object({
    ...headEntries,
    history: v.array(historyEntry),
    commands: v.array(sentCommand),
    timers: v.array(timer),
    letters: v.number(),
  }),
  v.transform(({ history, commands, timers, letters, ...head }) => ({ head, history, commands, timers, letters })),
);

function isNamed(value: unknown): boolean {
  return isRecord(value) && typeof value.name === "string";
}

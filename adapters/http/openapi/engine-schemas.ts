import type { JsonObject } from "../../../src/runtime/mod.ts";
import { list, record, ref } from "./operation.ts";

const text = { type: "string" };
const maybeText = { type: ["string", "null"] };
const count = { type: "integer", minimum: 0 };
const time = { type: "string", format: "date-time" };
const maybeTime = { type: ["string", "null"], format: "date-time" };
const anything = {};
const flag = { type: "boolean" };
function maybe(schema: JsonObject): JsonObject {
  return { anyOf: [schema, { type: "null" }] };
}

/** What the engine itself answers, whatever the application. */
export function engineSchemas(): JsonObject {
  return { ...commonSchemas(), ...eventSchemas(), ...instanceSchemas(), ...operatorSchemas() };
}

function stream(): JsonObject {
  return record({ type: text, id: text });
}

/** Of several answers. */
function commonSchemas(): JsonObject {
  return {
    Position: {
      type: "string",
      pattern: "^(0|[1-9][0-9]{0,18})$",
      description: "A place in the log. Opaque: send it back as it was",
    },
    Problem: {
      ...record({ type: text, title: text, status: { type: "integer" }, detail: text, code: text }),
      description: "RFC 9457; `code` is stable and meant for programs",
    },
    Issue: record({ path: text, message: text }),
    RecordedEvent: record({ type: text, version: count, position: ref("Position") }),
    CommandDone: record({
      commandId: text,
      stream: stream(),
      version: count,
      position: ref("Position"),
      events: list(ref("RecordedEvent")),
      duplicate: flag,
    }),
    CommandPending: record({ commandId: text, status: { const: "pending" } }),
    CommandState: {
      oneOf: [
        ref("CommandPending"),
        record({
          commandId: text,
          status: { const: "done" },
          stream: stream(),
          version: count,
          position: ref("Position"),
          events: list(ref("RecordedEvent")),
        }),
        record({
          commandId: text,
          status: { const: "rejected" },
          stream: stream(),
          reason: text,
          data: anything,
          detail: maybeText,
        }),
        record({ commandId: text, status: { const: "failed" }, code: text, detail: text }),
      ],
    },
  };
}

/** Of events. */
function eventSchemas(): JsonObject {
  return {
    StreamEvent: record({
      id: text,
      type: text,
      version: count,
      position: ref("Position"),
      data: anything,
      metadata: { type: "object" },
      commandId: text,
      correlationId: text,
      causationId: maybeText,
      recordedAt: time,
    }),
    LogEvent: {
      allOf: [ref("StreamEvent"), record({ stream: stream(), schemaVersion: { type: "integer", minimum: 1 } })],
    },
    StreamPage: record({ events: list(ref("StreamEvent")), next: { type: ["integer", "null"] } }),
    EventPage: record({ events: list(ref("LogEvent")), position: ref("Position"), more: flag }),
  };
}

/** Of workflows. */
function instanceSchemas(): JsonObject {
  return {
    Instance: record({
      workflow: text,
      id: text,
      version: count,
      status: { enum: ["running", "undoing", "stuck", "completed", "failed", "cancelled"] },
      state: maybeText,
      data: anything,
      reason: maybeText,
      trouble: maybeText,
      waits: list(record({ signal: text, until: maybeTime })),
      steps: count,
      sends: count,
      startedAt: time,
      updatedAt: time,
      endedAt: maybeTime,
    }),
    InstancePage: record({ instances: list(ref("Instance")), next: maybeText }),
    InstanceView: {
      allOf: [
        ref("Instance"),
        record({
          history: list(
            record({
              index: count,
              at: time,
              came: { type: "object" },
              did: list(text),
              status: text,
              state: maybeText,
              data: anything,
            }),
          ),
          commands: list(
            record({ index: count, commandId: text, command: text, payload: anything, status: text, attempts: count }),
          ),
          timers: list(record({ name: text, key: text, dueAt: time })),
          letters: count,
          next: maybe(record({ afterStep: count, afterCommand: count })),
        }),
      ],
    },
    InstanceRef: record({ workflow: text, id: text }),
    WorkflowOverview: record({
      name: text,
      latest: count,
      versions: list(count),
      instances: { type: "object" },
      parked: count,
    }),
  };
}

/** Of what operators look at. */
function operatorSchemas(): JsonObject {
  return {
    Segment: record({ id: count, mask: count }),
    SegmentStatus: record({
      id: count,
      mask: count,
      position: ref("Position"),
      lagEvents: count,
      lagSeconds: { type: "number" },
      owner: maybeText,
      state: { enum: ["running", "failing", "paused", "unowned"] },
    }),
    Processor: record({
      name: text,
      kind: { enum: ["projection", "reactor", "relay", "workflow", "undeclared"] },
      paused: flag,
      replayingUntil: maybe(ref("Position")),
      nodes: list(text),
      parkedSequences: count,
      letters: count,
      rebuild: maybe({ type: "object" }),
      segments: list(ref("SegmentStatus")),
    }),
    Letter: record({
      processor: text,
      sequence: text,
      index: count,
      eventType: text,
      attempts: count,
      enqueuedAt: time,
      touchedAt: time,
      cause: maybe({ type: "object" }),
    }),
    ParkedSequence: record({ processor: text, sequence: text }),
    RetryResult: record({
      sequence: maybe(ref("ParkedSequence")),
      handled: count,
      done: flag,
      stoppedAt: maybe(ref("Letter")),
    }),
    Node: record({
      id: text,
      address: maybeText,
      loadFactor: count,
      commands: count,
      joinedAt: time,
      share: { type: "number" },
      warnings: list(text),
      self: flag,
    }),
  };
}

import type { MetricKey } from "./metric-keys.ts";

/** One instrument: what it measures, in which unit, and what tells its series apart. */
export interface MetricDefinition {
  /** As OpenTelemetry has it; Prometheus writes underscores, the unit, and `_total` behind counters. */
  readonly name: string;
  /** `counter`: only grows while the node runs. `gauge`: as it stands. */
  readonly kind: "counter" | "gauge" | "histogram";
  /** By UCUM: `s` for seconds, words in braces for what is counted. */
  readonly unit: string;
  readonly description: string;
  /** Names of its attributes. Each has few values: names of declarations, codes, states; never ids. */
  readonly attributes: readonly string[];
  /** Of a histogram: upper bounds, ascending. */
  readonly bounds?: readonly number[];
}

/** Seconds. Source: the advice of OpenTelemetry's semantic conventions for durations, with two finer steps below. */
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;
const batches = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000] as const;
/** Seconds that a timer came late. */
const latenesses = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600] as const;

/** All instruments of an engine. */
export const metricDefinitions: Readonly<Record<MetricKey, MetricDefinition>> = {
  commands: {
    name: "myelin.commands",
    kind: "counter",
    unit: "{command}",
    description: "Commands that this node handled, by what became of them",
    attributes: ["command", "outcome", "error.type"],
  },
  commandDuration: {
    name: "myelin.command.duration",
    kind: "histogram",
    unit: "s",
    description: "Time from a command's acceptance to its outcome",
    attributes: ["command", "outcome"],
    bounds: durations,
  },
  commandsInFlight: {
    name: "myelin.commands.in_flight",
    kind: "gauge",
    unit: "{command}",
    description: "Commands under way on this node",
    attributes: [],
  },
  commandsWaiting: {
    name: "myelin.commands.waiting",
    kind: "gauge",
    unit: "{command}",
    description: "Commands under way that wait for their turn: in their sequence, or behind others of their stream",
    attributes: ["queue"],
  },
  commandRetries: {
    name: "myelin.command.retries",
    kind: "counter",
    unit: "{attempt}",
    description: "Further attempts at commands whose former one failed in a way that passes",
    attributes: ["command"],
  },
  appendConflicts: {
    name: "myelin.append.conflicts",
    kind: "counter",
    unit: "{conflict}",
    description: "Commands whose stream did not stand any more as it was decided on; they are decided again",
    attributes: ["aggregate"],
  },
  appendBatchSize: {
    name: "myelin.append.batch.size",
    kind: "histogram",
    unit: "{command}",
    description: "Commands in one append",
    attributes: [],
    bounds: batches,
  },
  cacheLookups: {
    name: "myelin.cache.lookups",
    kind: "counter",
    unit: "{lookup}",
    description: "Looks for a stream in memory before it is loaded",
    attributes: ["aggregate", "result"],
  },
  processorEvents: {
    name: "myelin.processor.events",
    kind: "counter",
    unit: "{event}",
    description: "Events that this node handled for a processor",
    attributes: ["processor"],
  },
  processorSkipped: {
    name: "myelin.processor.events.skipped",
    kind: "counter",
    unit: "{event}",
    description:
      "Events that a processor did not handle: by its failure policy, once-only in a replay, or dropped by an upcaster",
    attributes: ["processor", "reason"],
  },
  processorFailures: {
    name: "myelin.processor.failures",
    kind: "counter",
    unit: "{failure}",
    description: "Batches and events of a processor that failed",
    attributes: ["processor", "error.type"],
  },
  processorBatchSize: {
    name: "myelin.processor.batch.size",
    kind: "histogram",
    unit: "{event}",
    description: "Events in one batch of a processor",
    attributes: ["processor"],
    bounds: batches,
  },
  processorBatchDuration: {
    name: "myelin.processor.batch.duration",
    kind: "histogram",
    unit: "s",
    description: "Time that one batch of a processor took",
    attributes: ["processor"],
    bounds: durations,
  },
  processorPosition: {
    name: "myelin.processor.position",
    kind: "gauge",
    unit: "{position}",
    description: "Everything up to here is handled by all segments of a processor",
    attributes: ["processor"],
  },
  processorLag: {
    name: "myelin.processor.lag",
    kind: "gauge",
    unit: "{event}",
    description: "Events that the segment furthest behind has still to look at, counted up to 10,000",
    attributes: ["processor"],
  },
  processorLagTime: {
    name: "myelin.processor.lag.time",
    kind: "gauge",
    unit: "s",
    description: "Age of the oldest event that a processor has still to look at",
    attributes: ["processor"],
  },
  processorSegments: {
    name: "myelin.processor.segments",
    kind: "gauge",
    unit: "{segment}",
    description: "Segments of a processor by how they do, on all nodes",
    attributes: ["processor", "state"],
  },
  lettersParked: {
    name: "myelin.letters.parked",
    kind: "counter",
    unit: "{letter}",
    description: "Events that failed on this node and became the head of a parked sequence",
    attributes: ["processor"],
  },
  letterRetries: {
    name: "myelin.letter.retries",
    kind: "counter",
    unit: "{letter}",
    description: "Letters that were tried again on this node, by what became of them",
    attributes: ["processor", "outcome"],
  },
  letters: {
    name: "myelin.letters",
    kind: "gauge",
    unit: "{letter}",
    description: "Letters in the dead-letter table",
    attributes: ["processor"],
  },
  parkedSequences: {
    name: "myelin.letters.sequences",
    kind: "gauge",
    unit: "{sequence}",
    description: "Sequences that are parked",
    attributes: ["processor"],
  },
  logPosition: {
    name: "myelin.log.position",
    kind: "gauge",
    unit: "{position}",
    description: "The safe head of the log",
    attributes: [],
  },
  workflowInstances: {
    name: "myelin.workflow.instances",
    kind: "gauge",
    unit: "{instance}",
    description: "Instances of a workflow by status",
    attributes: ["workflow", "status"],
  },
  workflowSteps: {
    name: "myelin.workflow.steps",
    kind: "counter",
    unit: "{step}",
    description: "Steps of a workflow's instances that this node computed",
    attributes: ["workflow"],
  },
  workflowOutbox: {
    name: "myelin.workflow.outbox.pending",
    kind: "gauge",
    unit: "{command}",
    description: "Commands of a workflow's instances whose outcome is not known yet",
    attributes: ["workflow"],
  },
  workflowTimers: {
    name: "myelin.workflow.timers",
    kind: "gauge",
    unit: "{timer}",
    description: "Timers that are set",
    attributes: ["workflow"],
  },
  workflowTimersDue: {
    name: "myelin.workflow.timers.due",
    kind: "gauge",
    unit: "{timer}",
    description: "Timers whose time has come and that have not fired",
    attributes: ["workflow"],
  },
  timerLateness: {
    name: "myelin.workflow.timer.lateness",
    kind: "histogram",
    unit: "s",
    description: "Time from when a timer was due until it fired on this node",
    attributes: ["workflow"],
    bounds: latenesses,
  },
  ringVersion: {
    name: "myelin.node.ring.version",
    kind: "gauge",
    unit: "{version}",
    description: "Changes of this node's ring so far",
    attributes: [],
  },
  ringMembers: {
    name: "myelin.node.ring.members",
    kind: "gauge",
    unit: "{node}",
    description: "Members of this node's ring",
    attributes: [],
  },
  storeReady: {
    name: "myelin.store.ready",
    kind: "gauge",
    unit: "{store}",
    description:
      "1 while commands can be served; 0 while the database is away, and then what it would tell is left out",
    attributes: [],
  },
  poolConnections: {
    name: "db.client.connection.count",
    kind: "gauge",
    unit: "{connection}",
    description: "Connections of the store's pool",
    attributes: ["db.client.connection.state"],
  },
  poolMax: {
    name: "db.client.connection.max",
    kind: "gauge",
    unit: "{connection}",
    description: "Connections that the pool may have",
    attributes: [],
  },
  poolPending: {
    name: "db.client.connection.pending_requests",
    kind: "gauge",
    unit: "{request}",
    description: "Work that waits for a connection of the pool",
    attributes: [],
  },
};

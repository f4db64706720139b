/**
 * Runs compiled tables: takes commands, moves projections, answers queries.
 *
 * ```ts
 * const engine = await startEngine({ tables: compile(bank), store: await postgresStore({ url }) });
 * const result = await engine.submit({ command: "OpenAccount", payload: { accountId: "a-1", owner: "Ann" } });
 * ```
 *
 * Here too is all that a third party needs to write a store or a host: the store's interfaces, messages and tables.
 *
 * @module
 */
export { isMyelinError, MyelinError, type MyelinErrorOptions, messageOf } from "../base/error.ts";
export { type ErrorCode, errorCodes, isErrorCode } from "../base/error-codes.ts";
export { canonicalJson, isRecord, type Json, type JsonObject } from "../base/json.ts";
export { keyHash } from "../base/key-hash.ts";
export type { Clock, Ids, Log, LogLevel, Random } from "../base/ports.ts";
export type {
  CommandDone,
  CommandRejected,
  CommandResult,
  CommandResultOf,
  RecordedEvent,
} from "../model/command-result.ts";
export type { Metadata, NewEvent, StoredEvent, StreamRef } from "../model/message.ts";
export type { FoldTarget, Row, RowKey, RowReader } from "../model/node.ts";
export {
  comparePositions,
  endOfTime,
  isAfter,
  laterOf,
  type Position,
  parsePosition,
  startOfLog,
} from "../model/position.ts";
export type { Replay } from "../model/processor-node.ts";
export type { AttemptFailure, RetryNode } from "../model/retry-node.ts";
export {
  balancedSegments,
  matches,
  mergeSegments,
  overlap,
  partnerOf,
  rootSegment,
  type Segment,
  splitSegment,
} from "../model/segment.ts";
export {
  advanced,
  isHandled,
  mergedProgress,
  progressOfHalf,
  type SegmentMark,
  type SegmentProgress,
  type SegmentWithProgress,
} from "../model/segment-progress.ts";
export { builtFor, isShadow, shadowName } from "../model/shadow-name.ts";
export type { Tables } from "../model/tables.ts";
export type {
  Branch,
  ChildState,
  HistoryEntry,
  InboxContent,
  InboxRow,
  InstanceHead,
  InstanceRef,
  InstanceStatus,
  LoadedInstance,
  OpenFork,
  OpenWait,
  SendStatus,
  SentCommand,
  StimulusRecord,
  TimerRow,
} from "../model/workflow-instance.ts";
export type {
  AcceptedCommand,
  AcceptResult,
  CommandFailure,
  CommandLog,
  CommandStatus,
} from "../store/command-log.ts";
export type {
  CommandsInUse,
  Deployment,
  DeploymentStore,
  InstancesInUse,
  InUse,
  LettersInUse,
  NewDeployment,
  TimersInUse,
} from "../store/deployment-store.ts";
export type {
  AppendCommand,
  AppendRequest,
  AppendResult,
  AppendTransaction,
  AppendWithin,
  EventStore,
  ExclusiveEvents,
  ExclusiveRequest,
  ExclusiveResult,
  InlineFold,
  LoadedStream,
  LoadRequest,
  LogQuery,
  RecordedCommand,
  RecordedOutcome,
  RejectionRecord,
  StreamHead,
  StreamQuery,
} from "../store/event-store.ts";
export {
  type FlipRequest,
  type FlipResult,
  type FlipTransaction,
  foldsText,
  type InlineStore,
  otherFolds,
} from "../store/inline-store.ts";
export type {
  ClaimedLetter,
  Letter,
  LetterCause,
  LetterClaim,
  LetterEvent,
  LetterLimits,
  LetterStore,
  LetterTransaction,
  NewLetter,
  ParkedSequence,
  SequenceQuery,
  SequenceRef,
} from "../store/letter-store.ts";
export type { NodeCard, NodeMember, NodeStore, NodeWarning } from "../store/node-store.ts";
export type { Rebuild } from "../store/rebuild.ts";
export type {
  RebuildBeginning,
  RebuildBegun,
  RebuildStore,
  SwapRequest,
  SwapResult,
  SwapTransaction,
  SwapVerdict,
} from "../store/rebuild-store.ts";
export { rowOrder } from "../store/row-order.ts";
export {
  type Announcement,
  type BatchTransaction,
  type Claim,
  type FoldRows,
  type HeldSegment,
  type LockedRequest,
  type LockedResult,
  type NodeLife,
  type NodeLook,
  type Passing,
  type ProcessorRegistration,
  type ProcessorState,
  type ResetRequest,
  type ResetResult,
  type RowChange,
  rowKeyText,
  type SegmentOwner,
  type SegmentRef,
  type SegmentReport,
  type SegmentState,
  type SegmentStore,
  type SegmentsChanged,
  type WorkRequest,
  type WorkResult,
} from "../store/segment-store.ts";
export type { Snapshot, SnapshotRecord, SnapshotStore } from "../store/snapshot-store.ts";
export type { PoolUse, SchemaStore, Store, StoreHealth, ViewStore, Wakes } from "../store/store.ts";
export type {
  InstanceChange,
  InstanceQuery,
  InstanceSegment,
  NewInboxRow,
  WaitingWork,
  WorkflowBacklog,
  WorkflowChange,
  WorkflowStore,
  WorkflowTransaction,
} from "../store/workflow-store.ts";
export type { AdminPorts } from "./admin/admin-ports.ts";
export type {
  LetterAdmin,
  LetterView,
  ProcessorAdmin,
  ProcessorOverview,
  RebuildOptions,
  RebuildStatus,
  ResetOptions,
  ResetTarget,
  RetryResult,
  SegmentStatus,
} from "./admin/admin-types.ts";
export { type DeploymentObstacle, deploymentObstacles } from "./admin/deployment-obstacles.ts";
export { type LetterAdminPorts, letterAdmin } from "./admin/letter-admin.ts";
export { processorAdmin } from "./admin/processor-admin.ts";
export { type WorkflowAdminPorts, workflowAdmin } from "./admin/workflow-admin.ts";
export type {
  InstancePage,
  InstanceView,
  WorkflowAdmin,
  WorkflowOverview,
} from "./admin/workflow-admin-types.ts";
export { isTransient } from "./commands/transient.ts";
export type {
  CommandAcceptance,
  CommandState,
  CommandSubmission,
  Engine,
  EngineHealth,
  ProcessorStatus,
  QueryResult,
  QuerySubmission,
} from "./engine.ts";
export type { EngineOptions } from "./engine-options.ts";
export type { EngineFeed, FeedEvent, FeedFilter, FeedPage, FeedStretch } from "./feed/engine-feed.ts";
export { type GatewayOptions, gateway } from "./gateway/gateway.ts";
export type {
  AskOptions,
  CommandHooks,
  CommandMethods,
  Gateway,
  QueryMethods,
  SendOptions,
  SendResult,
  TypedApplication,
  WorkflowMethods,
} from "./gateway/gateway-types.ts";
export type { ListInstances, StateOf, TypedInstanceView, WorkflowHandle } from "./gateway/workflow-methods.ts";
export type { ActivitySample, EngineActivity } from "./inspect/activity.ts";
export type { Inspector } from "./inspect/inspector.ts";
export type { LogStretch } from "./inspect/log-reader.ts";
export type { MomentQuery, StreamMoment } from "./inspect/stream-moments.ts";
export type { ClusterOptions } from "./membership/cluster-options.ts";
export type { EngineNodes } from "./membership/engine-nodes.ts";
export type { RingChange, RingListener } from "./membership/membership.ts";
export type {
  Delivery,
  ForwardedCommand,
  ForwardedError,
  ForwardedOutcome,
  ForwardedSubmission,
  NodeAnswer,
  NodeConnector,
} from "./membership/node-connector.ts";
export { type NodeStatus, nodeStatuses } from "./membership/node-status.ts";
export type { EventPublisher, Publishers, PublishOutcome, RelayMessage } from "./relay/event-publisher.ts";
export { startEngine } from "./start-engine.ts";
export type { SweepOptions, SweepResult, SweepWork } from "./sweep/sweeper.ts";
export { randomIds, systemClock, systemRandom } from "./system-ports.ts";
export { type CommandFacts, type CommandMention, commandFacts } from "./telemetry/command-facts.ts";
export type {
  EngineMetrics,
  Gauge,
  MetricFamily,
  MetricPoint,
  ValueListener,
  ValueSeries,
} from "./telemetry/engine-metrics.ts";
export type { HistogramPoint } from "./telemetry/histogram.ts";
export { type JsonLinesOptions, jsonLines, jsonLog, logLevels, reaches } from "./telemetry/json-lines.ts";
export { type MetricDefinition, metricDefinitions } from "./telemetry/metric-definitions.ts";
export type { SpanAttributes } from "./telemetry/span-attributes.ts";
export type { SpanStart, Telemetry, TelemetrySpan, TraceContext } from "./telemetry/telemetry.ts";
export { isTraceparent, isTracestate, traceOf } from "./telemetry/trace-context.ts";

/**
 * Declare aggregates and projections, put them into an application, compile it to tables that the runtime executes.
 * This entry names no database, no host and no transport; `myelin/runtime`, `myelin/postgres` and `myelin/http` do.
 *
 * @example
 * ```ts
 * import { aggregate, application, compile } from "myelin";
 * import * as v from "valibot";
 *
 * const counter = aggregate("counter", {
 *   initial: () => 0,
 *   events: { Counted: v.object({ by: v.number() }) },
 *   commands: { Count: v.object({ counterId: v.string(), by: v.number() }) },
 *   rejections: { TooMuch: "The counter ends at 100" },
 * })
 *   .route("counterId")
 *   .evolve({ Counted: (count, { by }) => count + by })
 *   .decide({ Count: (count, { by }, { emit, reject }) => (count + by > 100 ? reject.TooMuch() : emit.Counted({ by })) });
 *
 * const tables = compile(application("counting", [counter]));
 * ```
 *
 * @module
 */
export { aggregate } from "../dsl/aggregate.ts";
export type { AggregateDeclaration, CheckDeclaration, RejectionVocabulary } from "../dsl/aggregate-declaration.ts";
export type { AggregateDef, VocabularyDef } from "../dsl/aggregate-def.ts";
export type { Evolvers, UndecidedAggregate, UnevolvedAggregate, UnroutedAggregate } from "../dsl/aggregate-phases.ts";
export type { AggregatePhase, AnyAggregate, CheckFinished, EventsOf } from "../dsl/any-aggregate.ts";
export { type ApplicationOptions, application } from "../dsl/application.ts";
export type {
  Application,
  ApplicationDef,
  CheckComponents,
  CommandTypes,
  NamedCommand,
  NamedEvent,
  NamedQueries,
  NamedWorkflow,
  WorkflowTypes,
} from "../dsl/application-types.ts";
export { copyMetadata, correlateBy } from "../dsl/correlation.ts";
export type { Database } from "../dsl/database.ts";
export type {
  Aggregate,
  Decided,
  DecidedAggregate,
  OptionalPhase,
  OptionalPhases,
} from "../dsl/decided-aggregate.ts";
export type { CommandFacts, Deciders, Decision, Outcome, OutcomeOf, Tools } from "../dsl/decider.ts";
export type { CheckReading, EventPolicy, SequencedBy } from "../dsl/event-sequence.ts";
export { type DeadLetterOptions, deadLetter, type Halt, halt, type Skip, skip } from "../dsl/failure-policy.ts";
export type { CheckFold, CheckKey, FoldOptions } from "../dsl/fold.ts";
export type {
  ByKey,
  CheckHandlers,
  EventData,
  Fold,
  FoldHandlers,
  FoldQueryTools,
  Found,
  LooseHandlers,
  NeedsBy,
  NotInline,
  Rows,
  UnreadFold,
  Written,
} from "../dsl/fold-types.ts";
export type { FreeOptions } from "../dsl/free.ts";
export type { Free, FreeHandlers, FreeQueryTools, UnreadFree } from "../dsl/free-types.ts";
export { type CheckUnscoped, type InCluster, inCluster } from "../dsl/in-cluster.ts";
export type {
  CommandOf,
  CommandOutcomeOf,
  CommandPayloadOf,
  CommandTypesIn,
  EventOf,
  QueriesIn,
  QueryAnswerOf,
  QueryParametersOf,
  RejectionOf,
  StateOf,
} from "../dsl/infer.ts";
export type {
  CheckPattern,
  InterceptedOutcomes,
  InterceptorTools,
  MatchedCommands,
} from "../dsl/interceptor-types.ts";
export { aroundHandling, type InterceptorOptions, onDispatch } from "../dsl/interceptors.ts";
export type { Invalid } from "../dsl/invalid.ts";
export type { AnyEvent, AnyRejection, CommandMakers, EventMakers, RejectionMakers } from "../dsl/messages.ts";
export type { NoStranger } from "../dsl/no-stranger.ts";
export type { NoStray } from "../dsl/no-stray.ts";
export { once } from "../dsl/once.ts";
export { type OrElse, type Otherwise, orElse } from "../dsl/or-else.ts";
export type {
  ByFunction,
  ByFunctionOptions,
  ByMetadata,
  ByPayload,
  ByRoute,
  ErrorClass,
  Fallback,
  FirstOf,
  InnerPolicy,
  Key,
  Sequential,
  Unsequenced,
} from "../dsl/policy.ts";
export {
  byFunction,
  byMetadata,
  byPayload,
  byRoute,
  fallback,
  firstOf,
  sequential,
  unsequenced,
} from "../dsl/policy.ts";
export type { ProcessingOptions, StartFrom } from "../dsl/processing-options.ts";
export { projection } from "../dsl/projection.ts";
export type { FoldDef, FreeDef } from "../dsl/projection-def.ts";
export { type Query, type QueryTypes, query, type TypesOfQuery } from "../dsl/query.ts";
export { type CompetingOptions, type PassingOptions, type ReactorOptions, reactor } from "../dsl/reactor.ts";
export type {
  Reactions,
  ReactionTools,
  Reactor,
  ReactorDef,
  ReactorSenders,
  ReactorSendOptions,
  UnreadReactor,
} from "../dsl/reactor-types.ts";
export { type RelayOptions, relay } from "../dsl/relay.ts";
export type { CheckAll, Published, Relay, RelayDef, UnreadRelay } from "../dsl/relay-types.ts";
export {
  type ExponentialOptions,
  exponential,
  type IntervalOptions,
  interval,
  noRetry,
  type RetryOf,
  retryBy,
} from "../dsl/retry.ts";
export type { AnyRoute, CheckRoute, CheckRoutes, KeyFacts, KeyOfPayload, RouteBy, Routes } from "../dsl/route-types.ts";
export type { InputOf, OutputOf, Schema, Vocabulary } from "../dsl/schema.ts";
export type { CheckSequence, CheckSequences, SequenceBy, Sequences } from "../dsl/sequence-types.ts";
export { type SequenceEvents, sequences } from "../dsl/sequences.ts";
export type { CheckSnapshot, SnapshotOptions } from "../dsl/snapshot-types.ts";
export type { InitialRow, KeyValues, RowOf, VisibleKey } from "../dsl/table-types.ts";
export type { CheckUpcasters, Upcasters, UpcasterTools } from "../dsl/upcast-types.ts";
export { workflow } from "../dsl/workflow.ts";
export type { AnyWorkflow, ChildTypes, NamedChild, NameIn, WorkflowDef } from "../dsl/workflow-def.ts";
export type { CheckWorkflow, KeptRetry, WorkflowOptions } from "../dsl/workflow-options.ts";
export type {
  AnyData,
  AnyState,
  CronStart,
  ReactionPhases,
  RejectionReactions,
  StartedWorkflow,
  StartPhases,
  StateReactions,
  StateWithData,
  UnstartedWorkflow,
  Workflow,
} from "../dsl/workflow-phases.ts";
export type {
  ChildEnds,
  CorrelationOptions,
  Joined,
  NestedReactions,
  Nothing,
  Offered,
  Place,
  ReactionsTo,
  RejectionsOf,
  StartsBy,
} from "../dsl/workflow-reactions.ts";
export type { ChildStepTools, EventStepTools, RejectionStepTools, TimerStepTools } from "../dsl/workflow-step-tools.ts";
export type {
  ActionOf,
  ChildSpawners,
  CommandSenders,
  Forks,
  SendOptions,
  SignalWaits,
  StateChanges,
  StepTools,
  TimerCancellers,
  TimerDue,
  TimerSchedulers,
} from "../dsl/workflow-tools.ts";
export type { Duration } from "./base/duration.ts";
export { isMyelinError, MyelinError, type MyelinErrorOptions } from "./base/error.ts";
export { type ErrorCode, errorCodes, isErrorCode } from "./base/error-codes.ts";
export type { Json, JsonObject } from "./base/json.ts";
export { compile } from "./compile/compile.ts";
export { diff, explainDiff, type TablesDiff } from "./compile/diff/diff.ts";
export type { ChangeCode, TableChange } from "./compile/diff/table-change.ts";
export { explain } from "./compile/explain.ts";
export { jsonSchemaOf } from "./compile/json-schema-of.ts";
export { tablesToJson } from "./compile/tables-to-json.ts";
export { type DiagramOptions, workflowDiagram } from "./compile/workflows/workflow-diagram.ts";
export { type WorkflowRow, workflowRows } from "./compile/workflows/workflow-rows.ts";
export type { ApplicationNode, ComponentNode } from "./model/application-node.ts";
export type {
  CommandDone,
  CommandRejected,
  CommandResult,
  CommandResultOf,
  RecordedEvent,
} from "./model/command-result.ts";
export type { DecideTools } from "./model/decide-tools.ts";
export type {
  AggregateInterceptorNode,
  CausingMessage,
  CommandPattern,
  CorrelationNode,
  DispatchAnswer,
  DispatchFunction,
  DispatchInterceptorNode,
  DispatchTools,
  HandledCommand,
  HandlerFunction,
  HandlerInterceptorNode,
  HandlerTools,
  InterceptFunction,
  InterceptTools,
  Refusal,
  SubmittedCommand,
} from "./model/interceptor-node.ts";
export type {
  CommandMessage,
  EventMessage,
  Metadata,
  RejectionMessage,
  StoredEvent,
  StreamRef,
} from "./model/message.ts";
export type {
  AggregateNode,
  EventContext,
  FoldLife,
  FoldNode,
  FoldTarget,
  FreeNode,
  ProcessingNode,
  ProjectionContext,
  ProjectionNode,
  QueryNode,
  ReactorNode,
  ReactorTools,
  RelayFunction,
  RelayHandler,
  RelayNode,
  Row,
  RowKey,
  SendCommand,
} from "./model/node.ts";
export type {
  ClusterPolicyNode,
  KeyRouteNode,
  KeySource,
  PolicyNode,
  RouteNode,
  SequenceNode,
} from "./model/policy-node.ts";
export { comparePositions, isAfter, type Position, parsePosition, startOfLog } from "./model/position.ts";
export type {
  DeadLetterNode,
  Delivery,
  FailureNode,
  HandlingFailure,
  LetterFacts,
  LetterVerdict,
  Replay,
  StartNode,
} from "./model/processor-node.ts";
export type { FiredTimer, RejectedCommand } from "./model/reaction-facts.ts";
export type { AttemptFailure, RetryBounds, RetryNode } from "./model/retry-node.ts";
export { type PauseFacts, retryPause } from "./model/retry-pause.ts";
export type { SequenceAnnouncement } from "./model/sequence-announcement.ts";
export type { SnapshotNode } from "./model/snapshot-node.ts";
export type { Tables } from "./model/tables.ts";
export type { Upcast, UpcastContext, UpcastFunction, UpcastTools } from "./model/upcast-node.ts";
export type { BranchOutcome, Due, SendAction, SpawnAction, WorkflowAction } from "./model/workflow-action.ts";
export type {
  ChildReactions,
  CorrelateFunction,
  CronNode,
  CronTick,
  Reaction,
  ReactionFacts,
  ReactionFunction,
  ReactionGroup,
  StartFunction,
  Strictness,
  WorkflowNode,
  WorkflowReactions,
  WorkflowTools,
} from "./model/workflow-node.ts";

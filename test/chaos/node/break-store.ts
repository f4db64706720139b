import type { LoadRequest } from "../../../src/store/event-store.ts";
import type {
  BatchTransaction,
  ProcessorState,
  SegmentStore,
  WorkRequest,
  WorkResult,
} from "../../../src/store/segment-store.ts";
import type { Store } from "../../../src/store/store.ts";
import type { WorkflowStore, WorkflowTransaction } from "../../../src/store/workflow-store.ts";
import type { Break } from "../options.ts";
import { leaseMs } from "./node-settings.ts";

/** A store with a planted fault, as a bug in the engine would show. */
export function breakStore(store: Store, kind: Break | undefined): Store {
  switch (kind) {
    case undefined:
      return store;
    case "epoch":
      return { ...store, segments: withoutEpoch(store.segments) };
    case "gap":
      return { ...store, events: { ...store.events, safeHead: () => store.events.lastPosition() } };
    case "dedupe":
      return withoutIds(store);
    case "letters":
      return { ...store, segments: withoutLetters(store.segments) };
    case "ids":
      return { ...store, workflows: withNewIds(store.workflows) };
    case "steps":
      return { ...store, segments: withWorkflows(store.segments, forgetful) };
    case "timers":
      return { ...store, segments: withWorkflows(store.segments, fireAgain) };
  }
}

/** Nobody sees that a segment is another's: claims are taken by force, lost ones back, and the batch is applied wherever the segment stands. */
function withoutEpoch(segments: SegmentStore): SegmentStore {
  const unowned = (state: ProcessorState, node: string): ProcessorState => ({
    ...state,
    segments: state.segments.map((one) => (one.owner?.node === node ? one : { ...one, owner: undefined })),
  });
  let batches = 0;
  return {
    ...segments,
    renew: async (life) => {
      const look = await segments.renew(life);
      return { ...look, processors: look.processors.map((state) => unowned(state, life.id)) };
    },
    claim: (request) => segments.claim({ ...request, force: true }),
    work: async (request) => {
      const result = await segments.work(request);
      if (result.kind === "done" && ++batches % lateBatch === 0) await late(segments, { request, result });
      return result.kind === "lost" || result.kind === "moved" ? forced(segments, { request, result }) : result;
    },
  };
}

/** One batch in so many arrives a second time, as from a former owner that was stopped before it committed. */
const lateBatch = 10;

async function late(segments: SegmentStore, { request, result }: Refused): Promise<void> {
  if (result.kind !== "done") return;
  const { position } = result.progress;
  const handle: WorkRequest["handle"] = async (transaction, held) => {
    await request.handle(transaction, held);
    return position;
  };
  // It may meet a fault of its own.
  await segments.work({ ...request, from: position, to: position, handle }).catch(() => {});
}

interface Refused {
  readonly request: WorkRequest;
  readonly result: WorkResult;
}

async function forced(segments: SegmentStore, { request, result }: Refused): Promise<WorkResult> {
  const { node, processor, id, mask } = request.claim;
  const [claim] = await segments.claim({ node, leaseMs, segments: [{ processor, id, mask }], force: true });
  const state = await segments.state(processor);
  const stand = state?.segments.find((one) => one.id === id && one.mask === mask);
  if (claim === undefined || stand === undefined) return result;
  const to = BigInt(request.to) > BigInt(stand.position) ? request.to : stand.position;
  const handle: WorkRequest["handle"] = async (transaction, held) => {
    await request.handle(transaction, held);
    return to;
  };
  return segments.work({ claim, from: stand.position, to, handle });
}

/** Nobody asks whether an id was used, and none is kept. */
function withoutIds(store: Store): Store {
  const withoutId = ({ stream, after, snapshot }: LoadRequest): LoadRequest =>
    snapshot === undefined ? { stream, after } : { stream, after, snapshot };
  return {
    ...store,
    events: {
      ...store.events,
      load: (requests) => store.events.load(requests.map(withoutId)),
      append: (requests) =>
        store.events.append(
          requests.map(({ command: { keep: _, ...command }, ...request }) => ({ ...request, command })),
        ),
    },
  };
}

/** Commands that a former owner has left are sent under ids of their own: those that it had sent are done twice. */
function withNewIds(workflows: WorkflowStore): WorkflowStore {
  return {
    ...workflows,
    pending: async (segment, query) =>
      (await workflows.pending(segment, query)).map((row) => ({ ...row, commandId: `${row.commandId}-again` })),
  };
}

/** One batch in so many has the fault. */
const brokenBatch = 20;

/** The position moves, and what was done about the events is not written. */
const forgetful = (plain: WorkflowTransaction): WorkflowTransaction => ({ ...plain, write: async () => {} });

/** Timers stay when they have fired. */
const fireAgain = (plain: WorkflowTransaction): WorkflowTransaction => ({ ...plain, takeTimers: async (all) => all });

function withWorkflows(
  segments: SegmentStore,
  broken: (plain: WorkflowTransaction) => WorkflowTransaction,
): SegmentStore {
  let batches = 0;
  const once = (transaction: BatchTransaction): BatchTransaction => {
    if (++batches % brokenBatch !== 0) return transaction;
    return { ...transaction, workflows: broken(transaction.workflows) };
  };
  return {
    ...segments,
    work: (request) =>
      segments.work({ ...request, handle: (transaction, held) => request.handle(once(transaction), held) }),
  };
}

/** Nobody sees that a sequence waits: its successors are handled before it. */
function withoutLetters(segments: SegmentStore): SegmentStore {
  const blind = (transaction: BatchTransaction): BatchTransaction => ({
    ...transaction,
    letters: {
      ...transaction.letters,
      parked: async () => new Set(),
      enqueueIfPresent: async () => "absent",
    },
  });
  return {
    ...segments,
    work: (request) =>
      segments.work({ ...request, handle: (transaction, held) => request.handle(blind(transaction), held) }),
  };
}

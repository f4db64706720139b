import { keyHash } from "../../base/key-hash.ts";
import { type Position, parsePosition, startOfLog } from "../../model/position.ts";
import type { Segment } from "../../model/segment.ts";
import type { NewLetter } from "../../store/letter-store.ts";
import type {
  BatchTransaction,
  Claim,
  HeldSegment,
  ProcessorState,
  SegmentRef,
  SegmentState,
  WorkRequest,
  WorkResult,
} from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { expectEqual, present } from "./expect.ts";

/** Milliseconds; longer than any case. */
export const longLease = 60_000;

export function at(position: number): Position {
  return present(parsePosition(String(position)), "a position");
}

/** Does nothing, and lets the position move. */
export async function nothing(): Promise<undefined> {
  return undefined;
}

export interface NewProcessor {
  readonly segments?: number;
  readonly start?: Position;
  readonly fingerprint?: string;
}

/** Registers a processor, of one segment unless it says otherwise. */
export function registered(
  { segments }: Store,
  name: string,
  { segments: count = 1, start = startOfLog, fingerprint = "f1" }: NewProcessor = {},
): Promise<ProcessorState> {
  return segments.register({ name, fingerprint, segments: count, start });
}

/** How it stands; fails for an unknown one. */
export async function stateOf({ segments }: Store, processor: string): Promise<ProcessorState> {
  return present(await segments.state(processor), `processor "${processor}"`);
}

export async function segmentOf(
  store: Store,
  { processor, id }: Pick<SegmentRef, "processor" | "id">,
): Promise<SegmentState> {
  const { segments } = await stateOf(store, processor);
  return present(
    segments.find((segment) => segment.id === id),
    `segment ${id}`,
  );
}

/** Claims every segment of a processor, from whoever has it. */
export async function claimAll(
  { segments }: Store,
  processor: string,
  { node = "node-1" }: { node?: string } = {},
): Promise<readonly Claim[]> {
  const state = present(await segments.state(processor), `processor "${processor}"`);
  return segments.claim({ node, leaseMs: longLease, segments: state.segments, force: true });
}

/** Registers a processor of one segment and claims it. */
export async function claimedProcessor(store: Store, name: string): Promise<Claim> {
  await registered(store, name);
  return present((await claimAll(store, name))[0], "a claim");
}

/** Works from where the segment stands to a position further on; fails unless it was done. */
export async function mustWork(
  store: Store,
  claim: Claim,
  { to, handle = nothing }: Partial<Pick<WorkRequest, "to" | "handle">> = {},
): Promise<Extract<WorkResult, { kind: "done" }>> {
  const { position } = await segmentOf(store, claim);
  const result = await store.segments.work({ claim, from: position, to: to ?? at(Number(position) + 1), handle });
  if (result.kind !== "done") throw new Error(`Expected work to be done, found ${result.kind}`);
  return result;
}

/** Works under the lock of the segment that a sequence belongs to; fails unless it was done. */
export async function mustLock<T>(
  { segments }: Store,
  { processor, sequence }: { readonly processor: string; readonly sequence: string },
  { handle }: { readonly handle: (transaction: BatchTransaction, held: HeldSegment) => Promise<T> },
): Promise<T> {
  const result = await segments.locked({ processor, hash: keyHash(sequence), handle });
  if (result.kind !== "done") throw new Error(`Expected work under the lock, found ${result.kind}`);
  return result.value;
}

/** A letter for an event at a position. */
export function letterAt(
  position: number,
  { cause = null, diagnostics = {} }: Partial<Pick<NewLetter, "cause" | "diagnostics">> = {},
): NewLetter {
  return { event: { position: at(position), subIndex: 0 }, eventType: "thing.Done", cause, diagnostics };
}

export function expectSegments(
  state: ProcessorState,
  wanted: readonly (Segment & { readonly position: string })[],
): void {
  expectEqual(
    state.segments.map(({ id, mask, position }) => ({ id, mask, position })),
    wanted,
  );
}

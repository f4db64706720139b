import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import { comparePositions } from "../../model/position.ts";
import { matches } from "../../model/segment.ts";
import { isHandled } from "../../model/segment-progress.ts";
import type { FoldTable, Tables } from "../../model/tables.ts";
import type { FlipTransaction } from "../../store/inline-store.ts";
import type { ProcessorState } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { placeEvents } from "../letters/place-event.ts";
import { logReader } from "../processors/log-reader.ts";
import { project } from "../processors/project.ts";
import { declaredFolds } from "./declared-folds.ts";

export interface FlipPorts {
  readonly tables: Tables;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is left is handled while appends wait: no more than so many events. */
const closeEnough = 1_000;
/** Milliseconds between looks: while a fold is being built, and while none is. */
const [buildingPause, restingPause] = [250, 1_000];

/** Makes folds that are declared inline so, as soon as their processors have come close to the end of the log. */
export async function flipFolds(ports: FlipPorts, signal: AbortSignal): Promise<void> {
  const declared = declaredFolds(ports.tables);
  const told = new Set<string>();
  while (declared.size > 0 && !signal.aborted) {
    const left = await flipOnce(ports, told).catch(() => declared.size);
    await ports.clock.sleep(left > 0 ? buildingPause : restingPause, signal);
  }
}

/** Tries each that is not inline yet; answers how many are left. What was told once is not told again. */
export async function flipOnce(ports: FlipPorts, told: Set<string>): Promise<number> {
  const declared = declaredFolds(ports.tables);
  if (declared.size === 0) return 0;
  const inline = new Set((await ports.store.inline.folds()).map(({ processor }) => processor));
  let left = 0;
  for (const fold of declared.values()) {
    if (inline.has(fold.name)) continue;
    const failure = await flip(fold, ports).catch((error: unknown) => messageOf(error));
    if (failure === undefined) continue;
    left++;
    if (failure === "" || told.has(failure)) continue;
    told.add(failure);
    ports.log("warn", `Projection "${fold.name}" stays async for now: ${failure}`, { processor: fold.name });
  }
  return left;
}

/** Undefined once it is inline; else why not, where that is worth telling. */
async function flip(fold: FoldTable, { tables, store, log }: FlipPorts): Promise<string | undefined> {
  const { name: processor, fingerprint: version } = fold;
  const state = await store.segments.state(processor);
  if (state === undefined || state.fingerprint !== version) return "";
  if (state.paused) return "it is paused";
  if (state.rebuild !== undefined) return "it is being rebuilt";
  if (isReplaying(state) || !(await isClose(fold, { state, store }))) return "";
  const handle = (transaction: FlipTransaction): Promise<void> => catchUp(fold, { tables, transaction });
  const result = await store.inline.flip({ processor, version, handle });
  if (result.kind === "busy") return "";
  if (result.kind === "refused") return result.why === "letters" ? "it has dead letters; retry them" : "";
  log("info", `Projection "${processor}" is inline from now on`, { processor });
  return undefined;
}

/** What is seen for the second time is the processor's to handle: its handlers see that. */
function isReplaying({ replay, segments }: ProcessorState): boolean {
  return replay !== undefined && segments.some(({ position }) => comparePositions(position, replay.until) < 0);
}

interface Standing {
  readonly state: ProcessorState;
  readonly store: Store;
}

async function isClose({ storedTypes: types }: FoldTable, { state, store }: Standing): Promise<boolean> {
  const [first] = [...state.segments].sort((a, b) => comparePositions(a.position, b.position));
  if (first === undefined) return false;
  const upTo = await store.events.safeHead();
  const { events } = await store.events.lag({ after: first.position, upTo, types, limit: closeEnough + 1 });
  return events <= closeEnough;
}

interface CatchingUp {
  readonly tables: Tables;
  readonly transaction: FlipTransaction;
}

/** Each event for the segment that it belongs to, where that has not handled it. */
async function catchUp(fold: FoldTable, { tables, transaction }: CatchingUp): Promise<void> {
  const { segments, end, rows, readLog } = transaction;
  const place = placeEvents(fold);
  const events = { readLog };
  const reader = logReader({ processor: fold, aggregates: tables.aggregates, events, place, pageSize: closeEnough });
  const [first] = [...segments].sort((a, b) => comparePositions(a.position, b.position));
  let position = first?.position ?? end;
  while (comparePositions(position, end) < 0) {
    const page = await reader.page(position, end);
    const left = page.events.filter(({ event, hash }) =>
      segments.some((segment) => matches(segment, hash) && !isHandled(segment, { hash, position: event.position })),
    );
    if (left.length > 0) await project(fold, { events: left, transaction: { rows, db: undefined }, replay: undefined });
    position = page.upTo;
  }
}

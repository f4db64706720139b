import { type LinkedAbort, linkedAbort } from "../../base/linked-abort.ts";
import type { Clock } from "../../base/ports.ts";
import { endOfTime, isAfter, laterOf, type Position, startOfLog } from "../../model/position.ts";
import type { Claim, ProcessorState, SegmentRef, SegmentReport, SegmentState } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { type Bell, bell } from "../bell.ts";
import type { ProcessorStatus } from "../engine.ts";
import type { AnyProcessorTable } from "../letters/sequence-of.ts";
import type { LogHead } from "../log-head.ts";
import type { SegmentWorker, SegmentWorkerPorts } from "./segment-worker.ts";

/** One processor as a node runs it: the segments that it owns. */
export interface Processor {
  readonly table: AnyProcessorTable;
  status(): ProcessorStatus;
  /** Resolves with true once everything up to `position` is handled, on whichever node, with false when the signal aborts first. */
  reached(position: Position, signal: AbortSignal): Promise<boolean>;
  /** Whether any of its events ever became a letter, as far as the node knows. */
  readonly hadLetters: boolean;
  /** Segments that are worked on here, and how that goes. */
  reports(): readonly (SegmentRef & SegmentReport)[];
  /** Works on what the node owns now and does not give up, and on nothing else. */
  follow(state: ProcessorState, share: { readonly node: string; readonly release: readonly SegmentRef[] }): void;
  /** Ends the work on a segment; resolves when the batch under way has ended. */
  leave(segment: SegmentRef): Promise<void>;
  /** Ends all work. */
  stop(): Promise<void>;
  /** Tells the store of stretches in which nothing was to be handled. */
  pass(): Promise<void>;
}

export interface ProcessorPorts {
  readonly table: AnyProcessorTable;
  readonly store: Store;
  readonly head: LogHead;
  readonly clock: Clock;
  /** Makes what works on one segment. */
  readonly worker: (ports: Pick<SegmentWorkerPorts, "claim" | "progress" | "replay" | "moved">) => SegmentWorker;
  /** Hears that a claim was lost. */
  readonly lost: () => void;
  /** Aborted when the engine stops: no further batch begins. */
  readonly stopping: AbortSignal;
}

interface Running {
  readonly worker: SegmentWorker;
  readonly stopping: LinkedAbort;
  readonly ended: Promise<void>;
}

/** Milliseconds between looks at segments that other nodes move. */
const lookPause = 50;

export function processor(ports: ProcessorPorts): Processor {
  return new SegmentedProcessor(ports);
}

/** A class, since it has a life of its own: segments come and go while it runs. */
class SegmentedProcessor implements Processor {
  readonly table: ProcessorPorts["table"];
  private readonly ports: ProcessorPorts;
  private readonly running = new Map<string, Running>();
  private readonly moved: Bell = bell();
  private state: ProcessorState | undefined = undefined;
  /** What was told is not taken back, but by a reset: who works on a segment next may not know of stretches in which nothing was to be handled. */
  private told: Position = startOfLog;

  constructor(ports: ProcessorPorts) {
    this.ports = ports;
    this.table = ports.table;
  }

  get hadLetters(): boolean {
    return this.segments.some((segment) => {
      const own = this.running.get(segmentKey(segment))?.worker;
      return (own?.lettersVersion ?? segment.lettersVersion) > 0;
    });
  }

  status(): ProcessorStatus {
    return statusOf(this.table.name, { position: this.tell(), state: this.state, running: this.running });
  }

  async reached(target: Position, signal: AbortSignal): Promise<boolean> {
    while (isAfter(target, this.position) && !signal.aborted) {
      if (this.ownsAll()) await this.moved.next(signal);
      else await this.lookAtOthers(signal);
    }
    return !isAfter(target, this.position);
  }

  reports(): readonly (SegmentRef & SegmentReport)[] {
    return [...this.running.values()].map(({ worker }) => ({ ...refOf(worker.claim), ...worker.report }));
  }

  follow(
    state: ProcessorState,
    { node, release }: { readonly node: string; readonly release: readonly SegmentRef[] },
  ): void {
    this.see(state);
    // Whoever waits may have to look elsewhere from now on.
    this.moved.ring();
    const own = ownedBy(node, state);
    for (const segment of release) own.delete(segmentKey(segment));
    for (const [key, { worker }] of this.running) if (own.get(key)?.epoch !== worker.claim.epoch) void this.end(key);
    if (this.ports.stopping.aborted) return;
    for (const [key, segment] of own) this.running.get(key)?.worker.heard(segment);
    for (const [key, segment] of own)
      if (!this.running.has(key)) this.begin(segment, { ...refOf(segment), node, epoch: segment.epoch });
  }

  async leave(segment: SegmentRef): Promise<void> {
    await this.pass(await this.end(segmentKey(segment)));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.running.values()].map(({ worker }) => this.leave(worker.claim)));
  }

  async pass(
    workers: readonly SegmentWorker[] = [...this.running.values()].map(({ worker }) => worker),
  ): Promise<void> {
    const waiting = workers.flatMap((worker) => {
      const { passing } = worker;
      return passing === undefined ? [] : [{ worker, passing }];
    });
    if (waiting.length === 0) return;
    const { segments } = this.ports.store;
    const done = segments.pass(waiting.map(({ passing }) => passing)).catch((): readonly SegmentRef[] => []);
    for (const { worker } of waiting)
      worker.passed(done.then((passed) => passed.some((segment) => segmentKey(segment) === segmentKey(worker.claim))));
    await done;
  }

  private begin(segment: SegmentState, claim: Claim): void {
    const replay = (): ProcessorState["replay"] => this.state?.replay;
    const worker = this.ports.worker({ claim, progress: segment, replay, moved: this.moved.ring });
    const stopping = linkedAbort(this.ports.stopping);
    const key = segmentKey(segment);
    const ended = worker.run(stopping.signal).then((end) => {
      stopping.leave();
      if (this.running.get(key)?.worker === worker) this.running.delete(key);
      if (end === "lost") this.ports.lost();
    });
    this.running.set(key, { worker, stopping, ended });
  }

  /** What worked on the segment, when its batch has ended. */
  private async end(key: string): Promise<readonly SegmentWorker[]> {
    const one = this.running.get(key);
    one?.stopping.abort();
    await one?.ended;
    return one === undefined ? [] : [one.worker];
  }

  private get segments(): readonly SegmentState[] {
    return this.state?.segments ?? [];
  }

  /** Of own segments as they stand here, of others as they stood at the last look. */
  private get position(): Position {
    if (this.segments.length === 0) return this.told;
    // Another version may take over from where the store believes this one to be: no more than that is told.
    return laterOf(this.told, this.least(this.state?.rebuild === undefined ? "position" : "storedPosition"));
  }

  private tell(): Position {
    const { position } = this;
    // An inline fold is as far as the log: appends write it.
    this.told = laterOf(this.told, position === endOfTime ? this.ports.head.current() : position);
    return this.told;
  }

  private least(which: "position" | "storedPosition"): Position {
    return this.segments
      .map((segment) => this.running.get(segmentKey(segment))?.worker[which] ?? segment.position)
      .reduce((least, one) => (isAfter(least, one) ? one : least));
  }

  private ownsAll(): boolean {
    return this.running.size > 0 && this.segments.every((segment) => this.running.has(segmentKey(segment)));
  }

  private async lookAtOthers(signal: AbortSignal): Promise<void> {
    const { clock, store } = this.ports;
    await clock.sleep(lookPause, signal);
    const state = signal.aborted ? undefined : await store.segments.state(this.table.name);
    if (state !== undefined) this.see(state);
  }

  private see(state: ProcessorState): void {
    if (this.wasSetBack(state)) this.told = startOfLog;
    else if (state.rebuild !== undefined && this.state?.rebuild === undefined) this.tell();
    this.state = state;
  }

  /** Nothing but a reset moves a segment back: from where it stood at the last look, or where this node left it when it lost its claim. */
  private wasSetBack(state: ProcessorState): boolean {
    const before = new Map(this.segments.map((segment) => [segmentKey(segment), segment.position]));
    return state.segments.some((segment) => {
      const key = segmentKey(segment);
      const own = this.running.get(key)?.worker;
      const left = own === undefined || own.claim.epoch === segment.epoch ? startOfLog : own.storedPosition;
      return isAfter(laterOf(before.get(key) ?? startOfLog, left), segment.position);
    });
  }
}

/** None while the processor is paused. */
function ownedBy(node: string, { segments, paused }: ProcessorState): Map<string, SegmentState> {
  const own = paused ? [] : segments.filter(({ owner }) => owner?.node === node);
  return new Map(own.map((segment) => [segmentKey(segment), segment]));
}

function refOf({ processor: name, id, mask }: SegmentRef): SegmentRef {
  return { processor: name, id, mask };
}

function segmentKey({ id, mask }: SegmentRef): string {
  return `${id}/${mask}`;
}

interface Standing {
  readonly position: Position;
  readonly state: ProcessorState | undefined;
  readonly running: ReadonlyMap<string, Running>;
}

function statusOf(name: string, { position, state, running }: Standing): ProcessorStatus {
  const reports = [
    ...[...running.values()].map(({ worker }) => worker.report),
    ...(state?.segments ?? []).flatMap((one) =>
      running.has(segmentKey(one)) || one.report === undefined ? [] : [one.report],
    ),
  ];
  const failing = reports.find((report) => report.state === "failing");
  if (failing !== undefined) return { processor: name, position, state: "failing", lastError: failing.error };
  return { processor: name, position, state: runs(state) ? "running" : "stopped", lastError: null };
}

/** Somebody works on it. */
function runs(state: ProcessorState | undefined): boolean {
  return (
    state !== undefined && !state.paused && state.segments.some(({ owner }) => owner !== undefined && owner.leaseMs > 0)
  );
}

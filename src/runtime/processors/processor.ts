import type { Clock, Log } from "../../base/ports.ts";
import { endOfTime, isAfter, type Position, startOfLog } from "../../model/position.ts";
import type { ProjectionTable, ReactorTable } from "../../model/tables.ts";
import type { Claim, ProcessorState, SegmentRef, SegmentReport, SegmentState } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { bell } from "../bell.ts";
import type { ProcessorStatus } from "../engine.ts";
import type { LogHead } from "../log-head.ts";
import type { LogReader } from "./log-reader.ts";
import type { SegmentWorker, SegmentWorkerPorts } from "./segment-worker.ts";

/** One processor as a node runs it: the segments that it owns. */
export interface Processor {
  readonly table: ProjectionTable | ReactorTable;
  status(): ProcessorStatus;
  /** Resolves with true once everything up to `position` is handled, on whichever node, with false when the signal aborts first. */
  reached(position: Position, signal: AbortSignal): Promise<boolean>;
  /** Whether any of its events ever became a letter, as far as the node knows. */
  readonly hadLetters: boolean;
  /** Segments that are worked on here, and how that goes. */
  reports(): readonly (SegmentRef & SegmentReport)[];
  /** Works on what the node owns now, and on nothing else. */
  follow(state: ProcessorState, node: string): void;
  /** Ends the work on a segment; resolves when the batch under way has ended. */
  leave(segment: SegmentRef): Promise<void>;
  /** Ends all work. */
  stop(): Promise<void>;
  /** Tells the store of stretches in which nothing was to be handled. */
  pass(): Promise<void>;
}

export interface ProcessorPorts {
  readonly table: ProjectionTable | ReactorTable;
  readonly store: Store;
  readonly head: LogHead;
  readonly clock: Clock;
  readonly log: Log;
  readonly reader: LogReader;
  /** Makes what works on one segment. */
  readonly worker: (ports: Pick<SegmentWorkerPorts, "claim" | "progress" | "replay" | "moved">) => SegmentWorker;
  /** Hears that a claim was lost. */
  readonly lost: () => void;
}

interface Running {
  readonly worker: SegmentWorker;
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
}

/** Milliseconds between looks at segments that other nodes move. */
const lookPause = 50;

export function processor(ports: ProcessorPorts): Processor {
  const { table, store, clock } = ports;
  const running = new Map<string, Running>();
  const moved = bell();
  let state: ProcessorState | undefined;

  const begin = (segment: SegmentState, claim: Claim): void => {
    const worker = ports.worker({ claim, progress: segment, replay: () => state?.replay, moved: moved.ring });
    const stopping = new AbortController();
    const key = segmentKey(segment);
    const ended = worker.run(stopping.signal).then((end) => {
      if (running.get(key)?.worker === worker) running.delete(key);
      if (end === "lost") ports.lost();
    });
    running.set(key, { worker, stopping, ended });
  };

  const end = async (key: string): Promise<void> => {
    const one = running.get(key);
    one?.stopping.abort();
    await one?.ended;
  };

  const pass = async (): Promise<void> => {
    const waiting = [...running.values()].flatMap(({ worker }) => {
      const passing = worker.passing;
      return passing === undefined ? [] : [{ worker, passing }];
    });
    if (waiting.length === 0) return;
    const done = store.segments.pass(waiting.map(({ passing }) => passing)).catch((): readonly SegmentRef[] => []);
    for (const { worker } of waiting)
      worker.passed(done.then((passed) => passed.some((segment) => segmentKey(segment) === segmentKey(worker.claim))));
    await done;
  };

  /** Own segments as they stand here, those of others as they stood at the last look. */
  const position = (): Position => {
    const segments = state?.segments ?? [];
    if (segments.length === 0) return startOfLog;
    return segments
      .map((segment) => running.get(segmentKey(segment))?.worker.position ?? segment.position)
      .reduce((least, one) => (isAfter(least, one) ? one : least));
  };

  /** An inline fold is as far as the log: appends write it. */
  const shown = (): Position => {
    const least = position();
    return least === endOfTime ? ports.head.current() : least;
  };

  return {
    table,
    status: () => statusOf(table.name, { position: shown(), state, running }),
    reached: async (target, signal) => {
      while (isAfter(target, position()) && !signal.aborted) {
        if ((state?.segments ?? []).every((segment) => running.has(segmentKey(segment))) && running.size > 0)
          await moved.next(signal);
        else {
          await clock.sleep(lookPause, signal);
          state = (await store.segments.state(table.name)) ?? state;
        }
      }
      return !isAfter(target, position());
    },
    get hadLetters() {
      return (state?.segments ?? []).some((segment) => {
        const own = running.get(segmentKey(segment))?.worker;
        return (own?.lettersVersion ?? segment.lettersVersion) > 0;
      });
    },
    reports: () => [...running.values()].map(({ worker }) => ({ ...refOf(worker.claim), ...worker.report })),
    follow: (now, node) => {
      state = now;
      const own = ownedBy(node, now);
      for (const [key, { worker }] of running) if (own.get(key)?.epoch !== worker.claim.epoch) void end(key);
      for (const [key, segment] of own)
        if (!running.has(key)) begin(segment, { ...refOf(segment), node, epoch: segment.epoch });
      // Segments may stand elsewhere than before, or be others.
      moved.ring();
    },
    leave: (segment) => end(segmentKey(segment)),
    stop: async () => {
      await Promise.all([...running.keys()].map(end));
    },
    pass,
  };
}

/** None while the processor is paused. */
function ownedBy(node: string, { segments, paused }: ProcessorState): ReadonlyMap<string, SegmentState> {
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

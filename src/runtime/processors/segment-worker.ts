import { messageOf } from "../../base/error.ts";
import { linkedAbort } from "../../base/linked-abort.ts";
import type { Clock, Log } from "../../base/ports.ts";
import { isAfter, type Position } from "../../model/position.ts";
import type { Replay } from "../../model/processor-node.ts";
import type { SegmentProgress } from "../../model/segment-progress.ts";
import type { Claim, HeldSegment, Passing, SegmentReport } from "../../store/segment-store.ts";
import type { LogHead } from "../log-head.ts";
import type { Advance, AdvanceLimit } from "./advance.ts";
import { backOff, logFailure } from "./back-off.ts";
import type { Batch, BatchOutcome } from "./batch-context.ts";
import type { BatchSize } from "./batch-size.ts";
import type { BesideEvents } from "./beside-events.ts";
import type { ProcessorEvent } from "./event-page.ts";
import { type FailureMemory, isNobodysFault } from "./failure-decision.ts";
import { type Gathered, gatherEvents, readAhead } from "./gather-events.ts";
import type { LogReader } from "./log-reader.ts";

/** Moves one claimed segment along the log. */
export interface SegmentWorker {
  readonly claim: Claim;
  readonly report: SegmentReport;
  /** Everything of the segment up to here is handled; the store may not know yet of a stretch without events. */
  readonly position: Position;
  /** The same as far as the store knows. */
  readonly storedPosition: Position;
  /** Grows with every change of the segment's letters; 0 while there was none. */
  readonly lettersVersion: number;
  /** What the store does not know yet; undefined while a batch is under way, or when there is nothing. */
  readonly passing: Passing | undefined;
  /** The store was told, or refused it. Until then no batch begins. */
  passed(done: Promise<boolean>): void;
  /** Events that it handled so far. */
  readonly handled: number;
  /** Batches that it committed so far. */
  readonly batches: number;
  /** The segment's letters may have been changed elsewhere. */
  heard(state: Pick<HeldSegment, "lettersVersion">): void;
  /** Runs until the signal aborts, the batch under way is finished first, or until the claim is lost. */
  run(signal: AbortSignal): Promise<"stopped" | "lost">;
  /** One batch, for who has not the time to run on. Never waits for what failed, and only so long between attempts that all of them fit. */
  advance(limit: AdvanceLimit): Promise<Advance>;
  /** Resolves when one that waits may go on, or the signal aborts. */
  turned(signal: AbortSignal): Promise<void>;
}

export interface SegmentWorkerPorts {
  readonly claim: Claim;
  readonly progress: HeldSegment;
  readonly reader: LogReader;
  readonly head: Pick<LogHead, "after" | "current">;
  readonly clock: Clock;
  readonly log: Log;
  readonly batchSize: BatchSize;
  readonly failures: FailureMemory;
  readonly replay: () => Replay | undefined;
  /** Handles a batch; the second time event by event. */
  readonly handle: (batch: Batch, how: "together" | "carefully") => Promise<BatchOutcome>;
  /** Resolves when the node's lease holds, or the signal aborts. */
  readonly leased: (signal: AbortSignal) => Promise<void>;
  /** Hears of every move. */
  readonly moved: () => void;
  readonly beside?: BesideEvents;
  /** Runs beside the worker, until the signal aborts. */
  readonly running?: (signal: AbortSignal) => Promise<void>;
}

const busyPause = 20;

export function segmentWorker(ports: SegmentWorkerPorts): SegmentWorker {
  return new Worker(ports);
}

class Worker implements SegmentWorker {
  readonly claim: Claim;
  lettersVersion: number;
  report: SegmentReport = { state: "running", error: null };
  handled = 0;
  batches = 0;
  private readonly ports: SegmentWorkerPorts;
  /** As the store has it. */
  private stored: SegmentProgress;
  private at: Position;
  private failuresInARow = 0;
  private how: "together" | "carefully" = "together";
  private busy = false;
  private passingNow: Promise<unknown> | undefined = undefined;
  private lost = false;
  /** While it advances by single batches. */
  private until: number | undefined = undefined;

  constructor(ports: SegmentWorkerPorts) {
    this.ports = ports;
    this.claim = ports.claim;
    this.stored = ports.progress;
    this.at = ports.progress.position;
    this.lettersVersion = ports.progress.lettersVersion;
  }

  get position(): Position {
    return this.at;
  }

  get storedPosition(): Position {
    return this.stored.position;
  }

  get passing(): Passing | undefined {
    const { position } = this.stored;
    if (this.busy || this.lost || this.passingNow !== undefined || !isAfter(this.at, position)) return undefined;
    return { claim: this.claim, from: position, to: this.at };
  }

  passed(done: Promise<boolean>): void {
    const to = this.at;
    this.passingNow = done.then((moved) => {
      if (moved) this.stored = { ...this.stored, position: to };
      this.passingNow = undefined;
      this.ports.moved();
    });
  }

  heard({ lettersVersion }: Pick<HeldSegment, "lettersVersion">): void {
    if (lettersVersion <= this.lettersVersion) return;
    this.lettersVersion = lettersVersion;
    this.ports.beside?.lookAgain();
  }

  async run(signal: AbortSignal): Promise<"stopped" | "lost"> {
    const over = linkedAbort(signal);
    const beside = this.ports.running?.(over.signal);
    const end = await this.work(signal);
    over.abort();
    await beside;
    return end;
  }

  private async work(signal: AbortSignal): Promise<"stopped" | "lost"> {
    while (!signal.aborted && !this.lost) {
      try {
        await this.step(signal);
      } catch (error) {
        await this.fail(error, signal);
      }
    }
    await this.passingNow;
    return this.lost ? "lost" : "stopped";
  }

  async advance({ target, signal, until }: AdvanceLimit): Promise<Advance> {
    if (!this.hasWork(target)) return this.atRest();
    this.until = until;
    try {
      await this.step(signal);
    } catch (error) {
      await this.fail(error, signal);
    }
    if (this.lost) return "lost";
    if (this.report.state === "failing") return "failing";
    return this.hasWork(target) ? "behind" : this.atRest();
  }

  async turned(signal: AbortSignal): Promise<void> {
    await this.ports.beside?.turned(this.at, signal);
  }

  private hasWork(target: Position): boolean {
    const { beside } = this.ports;
    if (beside === undefined) return isAfter(target, this.at);
    return beside.ready(this.at) || (beside.room && isAfter(target, this.at));
  }

  private atRest(): Advance {
    return this.ports.beside?.waiting === true ? "waiting" : "reached";
  }

  private async step(signal: AbortSignal): Promise<void> {
    const { leased, beside, reader, head, batchSize } = this.ports;
    await this.awake(signal);
    await leased(signal);
    if (signal.aborted) return;
    const { events, upTo } = beside?.room === false ? { events: [], upTo: this.at } : await this.gather();
    const more = (await beside?.gather(upTo)) === true;
    if (events.length === 0 && !more) {
      // Nothing is left of what failed, as when the database was away for a while.
      this.recovered();
      return this.stand(upTo);
    }
    void readAhead({ reader, from: upTo, until: head.current(), size: batchSize.current() });
    await this.passingNow;
    this.busy = true;
    try {
      const outcome = await this.timed({ events, to: upTo });
      if (outcome.result.kind === "done") this.count(events, outcome.result.progress.position);
      await this.follow(outcome, signal);
    } finally {
      this.busy = false;
    }
  }

  private async awake(signal: AbortSignal): Promise<void> {
    const { head, beside } = this.ports;
    if (beside === undefined) return head.after(this.at, signal);
    if (beside.ready(this.at)) return;
    const enough = linkedAbort(signal);
    try {
      const others = beside.room ? [head.after(this.at, enough.signal)] : [];
      await Promise.race([beside.next(this.at, enough.signal), ...others]);
    } finally {
      enough.abort();
    }
  }

  private gather(): Promise<Gathered> {
    const { reader, head, claim, batchSize } = this.ports;
    const [until, size] = [head.current(), batchSize.current()];
    return gatherEvents({ reader, claim, stored: this.stored, from: this.at, until, size });
  }

  private async timed(batch: Pick<Batch, "events" | "to">): Promise<BatchOutcome> {
    const { clock, batchSize } = this.ports;
    const begun = clock.now();
    const outcome = await this.handle(batch);
    batchSize.done(batch.events.length, clock.now() - begun);
    return outcome;
  }

  private handle({ events, to }: Pick<Batch, "events" | "to">): Promise<BatchOutcome> {
    return this.ports.handle({ from: this.stored.position, to, events, replay: this.ports.replay() }, this.how);
  }

  private async follow({ result, stop }: BatchOutcome, signal: AbortSignal): Promise<void> {
    const { clock, failures } = this.ports;
    if (result.kind === "lost") this.lost = true;
    else if (result.kind === "busy") await clock.sleep(busyPause, signal);
    else {
      this.stored = result.progress;
      if (result.kind === "done") this.lettersVersion = result.lettersVersion;
      this.stand(result.progress.position);
      failures.passed(result.progress.position);
      if (stop === undefined) this.recovered();
      else if (stop.kind === "retry") await clock.sleep(this.shortened(stop.pauseMs), signal);
      else await this.wait(stop.error, signal);
    }
  }

  private count(events: readonly ProcessorEvent[], upTo: Position): void {
    this.batches++;
    for (const { event } of events) if (!isAfter(event.position, upTo)) this.handled++;
  }

  /** Attempts are counted in memory, so that all of them have to fit into the time there is. */
  private shortened(pauseMs: number): number {
    return this.until === undefined ? pauseMs : Math.min(pauseMs, (this.until - this.ports.clock.now()) / 2);
  }

  private recovered(): void {
    if (this.failuresInARow === 0 && this.how === "together") return;
    this.failuresInARow = 0;
    this.how = "together";
    this.report = { state: "running", error: null };
  }

  /** What fails together is handled again at once, event by event. */
  private async fail(error: unknown, signal: AbortSignal): Promise<void> {
    this.ports.batchSize.failed();
    if (this.how === "together" && !isNobodysFault(error)) this.how = "carefully";
    else await this.wait(error, signal);
  }

  private async wait(error: unknown, signal: AbortSignal): Promise<void> {
    const { claim, clock, log } = this.ports;
    this.failuresInARow++;
    this.report = { state: "failing", error: messageOf(error) };
    const pauseMs = backOff(error, this.failuresInARow);
    const facts = { processor: claim.processor, segment: `${claim.id}/${claim.mask}`, position: this.at, pauseMs };
    logFailure(log, { error, failures: this.failuresInARow, facts });
    this.busy = false;
    if (this.until === undefined) await clock.sleep(pauseMs, signal);
  }

  private stand(at: Position): void {
    this.at = at;
    this.ports.moved();
  }
}

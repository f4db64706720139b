import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { SentCommand } from "../../model/workflow-instance.ts";
import type { InstanceSegment, WorkflowStore } from "../../store/workflow-store.ts";
import { type Bell, bell } from "../bell.ts";
import type { Engine } from "../engine.ts";
import { isNobodysFault } from "../processors/failure-decision.ts";
import { commandFacts } from "../telemetry/command-facts.ts";
import { decideDispatch, isUnbounded } from "./dispatch-failure.ts";
import type { OutboxRow } from "./instance-set.ts";
import type { NodeSlots } from "./node-slots.ts";

/** Sends the commands of one segment's instances, each under its own id, until its outcome is known. */
export interface Dispatcher {
  /** Commands that were just committed. */
  add(rows: readonly OutboxRow[]): void;
  /** Commands may have been committed that it was not told of: looks for them in the outbox. */
  rescan(): void;
  /** Their outcomes are written down. */
  settled(rows: readonly OutboxRow[]): void;
  /** How many it has that have no outcome. */
  readonly size: number;
  /** Whether it may still hear of an outcome, by itself. */
  readonly busy: boolean;
  /** Whether there are, or may be, commands to send. */
  readonly left: boolean;
  /** Runs until the signal aborts. What is under way then is sent again by the next owner, under the same id; a sweep has it come to its end. */
  run(signal: AbortSignal): Promise<void>;
}

/** What holds for the commands that a sweep sends: nobody waits long for it, and nobody remembers their attempts. */
export interface SweptCommands {
  /** By the clock, milliseconds since 1970: pauses between attempts take at most half of what is left until then. */
  readonly until: number;
  /** Ids of those that are not tried again in this sweep; grows. */
  readonly setAside: Set<string>;
  /** Aborted when commands under way are to be given up. */
  readonly cut: AbortSignal;
}

export interface DispatcherPorts extends Pick<Engine, "submit"> {
  readonly segment: InstanceSegment;
  readonly store: Pick<WorkflowStore, "pending">;
  readonly slots: NodeSlots;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears of each outcome: the row as it is from then on. */
  readonly outcome: (outcome: OutboxRow) => void;
  readonly swept?: SweptCommands | undefined;
  /** Hears when `busy` may have changed without an outcome. */
  readonly rested?: () => void;
}

interface FailedAttempt {
  readonly one: OutboxRow;
  /** This one counted. */
  readonly attempts: number;
  /** Milliseconds since the first. */
  readonly elapsedMs: number;
}

/** Rows that a look at the outbox reads at once. */
const pageSize = 500;
/** Beyond so many in memory, a look at the outbox waits. */
const mostQueued = 2_000;
const scanPause = 200;

export function dispatcher(ports: DispatcherPorts): Dispatcher {
  return new SegmentDispatcher(ports);
}

/** A class, since it has a life of its own: what is queued, under way, and to be looked for. */
class SegmentDispatcher implements Dispatcher {
  private readonly ports: DispatcherPorts;
  private queue: OutboxRow[] = [];
  /** Ids of all that are queued, under way, or whose outcome is not written down. */
  private readonly known = new Set<string>();
  private unsettled = 0;
  private wanted = true;
  private scanning = false;
  /** Those that it set aside. */
  private resting = 0;
  /** One failed since the last that did not: told once, not for each that waits behind. */
  private failing = false;
  /** Milliseconds since 1970: what failed is nobody's fault, so the others need not find out for themselves. */
  private heldUntil = 0;
  private readonly underWay = new Set<Promise<void>>();
  private readonly changed: Bell = bell();

  constructor(ports: DispatcherPorts) {
    this.ports = ports;
  }

  get size(): number {
    return this.known.size - this.unsettled;
  }

  get busy(): boolean {
    return this.size > 0 || this.wanted || this.scanning;
  }

  get left(): boolean {
    return this.busy || this.resting > 0;
  }

  add(rows: readonly OutboxRow[]): void {
    for (const one of rows) {
      const { commandId } = one.row;
      if (this.known.has(commandId) || this.ports.swept?.setAside.has(commandId) === true) continue;
      this.known.add(commandId);
      this.queue.push(one);
    }
    this.changed.ring();
  }

  rescan(): void {
    this.wanted = true;
    this.changed.ring();
  }

  settled(rows: readonly OutboxRow[]): void {
    for (const { row } of rows) {
      this.known.delete(row.commandId);
      this.unsettled--;
    }
    this.changed.ring();
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.sendAll(signal), this.scanAll(signal)]);
    if (this.ports.swept !== undefined) await Promise.all(this.underWay);
  }

  private async sendAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const batch = this.queue;
      this.queue = [];
      for (const one of batch) {
        if (this.heldUntil > 0) await this.heldBack(signal);
        if (await this.ports.slots.take(signal)) this.begin(one, signal);
      }
      if (this.queue.length === 0) await this.changed.next(signal);
    }
  }

  private async heldBack(signal: AbortSignal): Promise<void> {
    const { clock } = this.ports;
    for (let ms = this.heldUntil - clock.now(); ms > 0 && !signal.aborted; ms = this.heldUntil - clock.now())
      await clock.sleep(ms, signal);
    this.heldUntil = 0;
  }

  private begin(one: OutboxRow, signal: AbortSignal): void {
    const sending = this.send(one, signal).finally(() => this.underWay.delete(sending));
    this.underWay.add(sending);
  }

  /** Holds its place only while it is under way. Never rejects. */
  private async send(one: OutboxRow, signal: AbortSignal): Promise<void> {
    const { clock, slots, swept } = this.ports;
    const cut = swept?.cut ?? signal;
    const began = clock.now();
    for (let attempts = one.row.attempts; ; ) {
      const answer = await this.attempt(one).finally(() => slots.release());
      if (cut.aborted) return;
      if ("outcome" in answer) return this.heard(one, Object.assign({}, answer.outcome, { attempts }));
      attempts++;
      const pauseMs = this.pauseAfter(answer.error, { one, attempts, elapsedMs: clock.now() - began });
      if (pauseMs === undefined) return;
      await clock.sleep(pauseMs, signal);
      if (!(await slots.take(signal))) return;
    }
  }

  /** Undefined: it was decided what becomes of the command, or it is not tried again here. */
  private pauseAfter(error: unknown, { one, attempts, elapsedMs }: FailedAttempt): number | undefined {
    const { row } = one;
    const decision = decideDispatch({ error, retry: row.retry, attempts, elapsedMs });
    this.logFailure(one, { error, attempts, failed: decision.kind === "failed" });
    if (decision.kind === "failed") {
      this.heard(one, Object.assign({}, row, { status: "failed" as const, reason: messageOf(error), attempts }));
      return undefined;
    }
    if (this.ports.swept === undefined) {
      if (isNobodysFault(error)) this.heldUntil = this.ports.clock.now() + decision.pauseMs;
      return decision.pauseMs;
    }
    if (!isUnbounded(row, error)) return this.shortened(decision.pauseMs);
    this.setAside(one);
    return undefined;
  }

  /** Attempts are counted in memory, so that all of them have to fit into the time there is. */
  private shortened(pauseMs: number): number {
    const { swept, clock } = this.ports;
    return swept === undefined ? pauseMs : Math.max(0, Math.min(pauseMs, (swept.until - clock.now()) / 2));
  }

  /** Another sweep tries it again. */
  private setAside({ row }: OutboxRow): void {
    this.ports.swept?.setAside.add(row.commandId);
    this.known.delete(row.commandId);
    this.resting++;
    this.ports.rested?.();
  }

  /** Its caller gives up only where a sweep ends: a signal that thousands of commands listen to costs more than they do. */
  private async attempt({ row }: OutboxRow): Promise<{ readonly outcome: SentCommand } | { readonly error: unknown }> {
    const { command, payload, commandId: id, metadata, correlationId, causationId } = row;
    const caused = causationId === null ? undefined : { causationId };
    try {
      const cut = this.ports.swept === undefined ? undefined : { signal: this.ports.swept.cut };
      const result = await this.ports.submit(
        Object.assign({ command, payload, id, metadata, correlationId }, caused, cut),
      );
      this.failing = false;
      return { outcome: settledRow(row, result) };
    } catch (error) {
      return { error };
    }
  }

  private heard({ id }: OutboxRow, row: SentCommand): void {
    this.unsettled++;
    this.ports.outcome({ id, row });
  }

  private logFailure(
    { id, row }: OutboxRow,
    { error, attempts, failed }: { readonly error: unknown; readonly attempts: number; readonly failed: boolean },
  ): void {
    const { segment, log } = this.ports;
    const facts = { workflow: segment.workflow, id, command: row.command, ...commandFacts(row), attempts };
    if (failed) log("error", `Command "${row.command}" of a workflow is given up: ${messageOf(error)}`, facts);
    else if (attempts === 1 && !this.failing) {
      this.failing = true;
      log("warn", `Command "${row.command}" of a workflow failed; trying again: ${messageOf(error)}`, facts);
    }
  }

  private async scanAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!this.wanted) await this.changed.next(signal);
      else await this.scan(signal);
    }
  }

  /** One that was settled while it was read is sent once more, under its id: that does nothing. */
  private async scan(signal: AbortSignal): Promise<void> {
    const { store, segment, clock, log } = this.ports;
    this.wanted = false;
    this.scanning = true;
    try {
      let after: { readonly id: string; readonly index: number } | undefined;
      for (let full = true; full && !signal.aborted; ) {
        while (this.size > mostQueued && !signal.aborted) await this.changed.next(signal);
        const page = await store.pending(
          segment,
          after === undefined ? { limit: pageSize } : { after, limit: pageSize },
        );
        this.add(page.map(({ id, workflow: _, ...row }) => ({ id, row })));
        after = page.at(-1);
        full = page.length === pageSize;
      }
    } catch (error) {
      log("warn", "Cannot look for commands of a workflow; looking again", {
        workflow: segment.workflow,
        cause: messageOf(error),
      });
      this.wanted = true;
      await clock.sleep(scanPause, signal);
    } finally {
      this.scanning = false;
      this.ports.rested?.();
    }
  }
}

function settledRow(row: SentCommand, result: CommandResult): SentCommand {
  if (result.ok) return Object.assign({}, row, { status: "done" as const });
  const { reason, data } = result;
  return Object.assign({}, row, { status: "rejected" as const, reason, data });
}

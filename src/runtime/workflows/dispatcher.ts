import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { SentCommand } from "../../model/workflow-instance.ts";
import type { InstanceSegment, WorkflowStore } from "../../store/workflow-store.ts";
import { type Bell, bell } from "../bell.ts";
import type { Engine } from "../engine.ts";
import { commandFacts } from "../telemetry/command-facts.ts";
import { decideDispatch } from "./dispatch-failure.ts";
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
  /** Runs until the signal aborts. What is under way then is sent again by the next owner, under the same id. */
  run(signal: AbortSignal): Promise<void>;
}

export interface DispatcherPorts extends Pick<Engine, "submit"> {
  readonly segment: InstanceSegment;
  readonly store: Pick<WorkflowStore, "pending">;
  readonly slots: NodeSlots;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears of each outcome: the row as it is from then on. */
  readonly outcome: (outcome: OutboxRow) => void;
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
  private readonly changed: Bell = bell();

  constructor(ports: DispatcherPorts) {
    this.ports = ports;
  }

  get size(): number {
    return this.known.size - this.unsettled;
  }

  add(rows: readonly OutboxRow[]): void {
    for (const one of rows) {
      if (this.known.has(one.row.commandId)) continue;
      this.known.add(one.row.commandId);
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
  }

  private async sendAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const batch = this.queue;
      this.queue = [];
      for (const one of batch) if (await this.ports.slots.take(signal)) void this.send(one, signal);
      if (this.queue.length === 0) await this.changed.next(signal);
    }
  }

  /** Holds its place only while it is under way. Never rejects. */
  private async send(one: OutboxRow, signal: AbortSignal): Promise<void> {
    const { clock, slots } = this.ports;
    const began = clock.now();
    for (let attempts = one.row.attempts; ; ) {
      const answer = await this.attempt(one, signal).finally(() => slots.release());
      if (signal.aborted) return;
      if ("outcome" in answer) return this.heard(one, Object.assign({}, answer.outcome, { attempts }));
      attempts++;
      const { error } = answer;
      const decision = decideDispatch({ error, retry: one.row.retry, attempts, elapsedMs: clock.now() - began });
      this.logFailure(one, { error, attempts, failed: decision.kind === "failed" });
      if (decision.kind === "failed")
        return this.heard(
          one,
          Object.assign({}, one.row, { status: "failed" as const, reason: messageOf(error), attempts }),
        );
      await clock.sleep(decision.pauseMs, signal);
      if (!(await slots.take(signal))) return;
    }
  }

  private async attempt(
    { row }: OutboxRow,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: SentCommand } | { readonly error: unknown }> {
    const { command, payload, commandId: id, metadata, correlationId, causationId } = row;
    const caused = causationId === null ? undefined : { causationId };
    try {
      const result = await this.ports.submit(
        Object.assign({ command, payload, id, metadata, correlationId, signal }, caused),
      );
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
    else if (attempts === 1)
      log("warn", `Command "${row.command}" of a workflow failed; trying again: ${messageOf(error)}`, facts);
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
    }
  }
}

function settledRow(row: SentCommand, result: CommandResult): SentCommand {
  if (result.ok) return Object.assign({}, row, { status: "done" as const });
  const { reason, data } = result;
  return Object.assign({}, row, { status: "rejected" as const, reason, data });
}

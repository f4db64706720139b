import type { HistoryEntry, InstanceHead, SentCommand } from "../../../src/runtime/mod.ts";

/** An instance as it is told: what it is, how it stands, what it waits for, when; times as text, always in the same order. */
export function instanceJson(head: InstanceHead): object {
  const { workflow, id, version, status, state, data, reason, trouble, result, undoingTo, waits } = head;
  const { forks, children, parent, correlationId, metadata, steps, sends, startedAt, updatedAt, endedAt } = head;
  return {
    ...{ workflow, id, version, status, state, data, reason, trouble, result, undoingTo },
    waits: waits.map(({ signal, until }) => ({ signal, until: until === null ? null : new Date(until) })),
    ...{ forks, children, parent, correlationId, metadata, steps, sends, startedAt, updatedAt, endedAt },
  };
}

/** A step of its history. */
export function stepJson({ index, at, came, did, status, state, data }: HistoryEntry): object {
  return { index, at, came, did, status, state, data };
}

/** A command of its outbox, and what became of it. */
export function commandJson(sent: SentCommand): object {
  const { index, commandId, command, payload, status, reason, data, attempts, undo, undoes } = sent;
  const { retry, metadata, correlationId, causationId } = sent;
  return {
    ...{ index, commandId, command, payload, status, reason, data, attempts, undo, undoes },
    ...{ retry, metadata, correlationId, causationId },
  };
}

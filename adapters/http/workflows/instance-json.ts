import type { InstanceHead } from "../../../src/runtime/mod.ts";

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

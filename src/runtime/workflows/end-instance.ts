import type { InstanceHead } from "../../model/workflow-instance.ts";
import { changeHead, type Draft, hasEnded, putCommand } from "./draft.ts";
import { loserSends } from "./forks.ts";
import { asJson, parseNow } from "./parse-now.ts";
import { dropUnsent, sendUndo } from "./send-rows.ts";
import { cancelChild } from "./spawn.ts";

/** It has done what it was for. Where losers of a fork are still to be undone, it ends when they are. */
export function complete(draft: Draft, result: unknown): void {
  const { version } = draft;
  draft.over = true;
  draft.did.push("complete");
  const kept =
    version.result === undefined ? asJson(result) : parseNow(version.result, { value: result, what: "the result" });
  const forks = draft.head.forks.filter(({ joined }) => joined === true);
  changeHead(draft, { result: kept, waits: [], forks, trouble: null });
  cancelTimers(draft);
  if (losersOpen(draft)) changeHead(draft, { status: "undoing", undoingTo: "completed" });
  else end(draft, "completed");
}

/** It has failed, or is cancelled: what was done is undone once all outcomes are known. */
export function giveUp(draft: Draft, { to, why }: { readonly to: "failed" | "cancelled"; readonly why: string }): void {
  draft.over = true;
  draft.did.push(to === "failed" ? `fail: ${why}` : `cancel: ${why}`);
  changeHead(draft, { status: "undoing", undoingTo: to, reason: why, trouble: null, waits: [], forks: [] });
  cancelTimers(draft);
  dropUnsent(draft, ({ undoes }) => undoes === null);
  for (const { workflow, id, ended } of draft.head.children) if (!ended) cancelChild(draft, { workflow, id });
  advance(draft);
}

/** Somebody has to look: it waits until it is resumed or cancelled. */
export function getStuck(draft: Draft, trouble: string): void {
  const { workflow, id } = draft.head;
  draft.did.push(`stuck: ${trouble}`);
  draft.alarms.push(
    `Instance "${id}" of workflow "${workflow}" is stuck: ${trouble}; mend the cause and resume it, or cancel it`,
  );
  if (hasEnded(draft.head)) return;
  changeHead(draft, { status: "stuck", trouble });
}

/** While it is being undone: waits for all outcomes, then undoes one command after another, the last one first, then ends. */
export function advance(draft: Draft): void {
  const { status, undoingTo, children } = draft.head;
  if (status !== "undoing" || undoingTo === null) return;
  if (undoingTo === "completed") {
    if (!losersOpen(draft)) end(draft, "completed");
    return;
  }
  const rows = [...draft.commands.values()];
  if (rows.some((row) => row.status === "pending") || children.some(({ ended }) => !ended)) return;
  const undone = new Set(rows.flatMap(({ undoes, status }) => (undoes !== null && status === "done" ? [undoes] : [])));
  const next = rows
    .filter((row) => row.status === "done" && row.undo !== null && !undone.has(row.index))
    .reduce<(typeof rows)[number] | undefined>(
      (last, row) => (last === undefined || row.index > last.index ? row : last),
      undefined,
    );
  if (next === undefined) end(draft, undoingTo);
  else sendUndo(draft, next);
}

/** What was given up or refused is sent once more. */
export function resume(draft: Draft): void {
  const { undoingTo } = draft.head;
  draft.did.push("resume");
  changeHead(draft, { status: undoingTo === null ? "running" : "undoing", trouble: null });
  const rows = [...draft.commands.values()];
  for (const row of rows)
    if (row.status === "failed") {
      // The same id: where it was done after all, that is found out.
      putCommand(draft, Object.assign({}, row, { status: "pending" as const, reason: null, attempts: 0 }));
      draft.did.push(`send ${row.command} #${row.index} again`);
    }
  if (undoingTo === null || undoingTo === "completed") for (const row of refusedUndos(draft)) sendUndo(draft, row);
  advance(draft);
}

/** What is left is not undone. */
export function abandon(draft: Draft, to: NonNullable<InstanceHead["undoingTo"]>): void {
  draft.did.push("give up what is left to be undone");
  end(draft, to);
}

export function cancelTimers(draft: Draft): void {
  draft.timers.push({ kind: "cancel" });
}

function end(draft: Draft, status: "completed" | "failed" | "cancelled"): void {
  const { now } = draft.ports;
  if (draft.did.at(-1) !== "complete") draft.did.push(status);
  changeHead(draft, { status, endedAt: now, waits: [], forks: [], undoingTo: null, trouble: null });
  const { workflow, id, parent, correlationId, result, reason } = draft.head;
  if (parent === null) return;
  const data = status === "completed" ? result : reason;
  const content = { kind: "child", child: { workflow, id }, status, data } as const;
  draft.inbox.push({ workflow: parent.workflow, id: parent.id, content, parent: null, correlationId });
}

/** Whether something of a fork's losers is not known yet, or is being undone. */
function losersOpen(draft: Draft): boolean {
  const losers = loserSends(draft.head);
  return [...draft.commands.values()].some(
    ({ index, status, undo, undoes }) =>
      status === "pending" && (undoes !== null || (undo !== null && losers.has(index))),
  );
}

/** Commands whose undo was rejected, and that nothing else undoes. */
function refusedUndos({ commands }: Draft): readonly Parameters<typeof sendUndo>[1][] {
  const rows = [...commands.values()];
  const refused = new Set(
    rows.flatMap(({ undoes, status }) => (undoes !== null && status === "rejected" ? [undoes] : [])),
  );
  for (const { undoes, status } of rows) if (undoes !== null && status !== "rejected") refused.delete(undoes);
  return rows.filter(({ index }) => refused.has(index)).sort((a, b) => b.index - a.index);
}

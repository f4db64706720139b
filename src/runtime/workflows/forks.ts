import type { BranchOutcome, SendAction, SpawnAction, WorkflowAction } from "../../model/workflow-action.ts";
import type { Branch, InstanceHead, OpenFork, SentCommand } from "../../model/workflow-instance.ts";
import type { ReactionFunction } from "../../model/workflow-node.ts";
import { changeHead, type Draft, reactionsOf, reacts } from "./draft.ts";
import { dropUnsent, send, sendUndo } from "./send-rows.ts";
import { cancelChild, spawn } from "./spawn.ts";

/** Begins all branches. Throws where a fork of this name is still open. */
export function fork(draft: Draft, { name, until, branches }: WorkflowAction & { readonly kind: "fork" }): void {
  if (draft.head.forks.some((open) => open.name === name && open.joined !== true))
    throw new TypeError(`The fork "${name}" is open already; wait for it to join, or give this one another name`);
  const began = branches.map((branch) => beginBranch(draft, branch));
  changeHead(draft, { forks: [...draft.head.forks, { name, until, branches: began }] });
  draft.did.push(`fork ${name}: ${until === "all" ? "all" : "the first"} of ${branches.length}`);
}

function beginBranch(draft: Draft, branch: SendAction | SpawnAction): Branch {
  return branch.kind === "send" ? { send: send(draft, branch) } : { child: spawn(draft, branch) };
}

/** What ended: a command by its index, or a child. */
export type BranchEnd = NonNullable<Branch["outcome"]> & { readonly is: (branch: Branch) => boolean };

/** Writes down how a branch ended. `loser`: its fork has joined without it; `none`: it is no branch. */
export function endBranch(draft: Draft, { is, ok, reason, data }: BranchEnd): "branch" | "loser" | "none" {
  const { forks } = draft.head;
  const open = forks.find(({ branches }) => branches.some((branch) => branch.outcome === undefined && is(branch)));
  if (open === undefined) return "none";
  const branches = open.branches.map((branch) =>
    branch.outcome === undefined && is(branch) ? Object.assign({}, branch, { outcome: { ok, reason, data } }) : branch,
  );
  const joined = open.joined === true;
  const done = joined && branches.every(({ outcome }) => outcome !== undefined);
  const left = done ? [] : [Object.assign({}, open, { branches })];
  changeHead(draft, { forks: forks.flatMap((one) => (one === open ? left : [one])) });
  draft.did.push(`${joined ? "too late for" : "branch of"} fork ${open.name}: ${ok ? "done" : (reason ?? "failed")}`);
  return joined ? "loser" : "branch";
}

type CallJoined = (reaction: ReactionFunction, outcomes: readonly BranchOutcome[]) => void;

/** Joins each fork that can be, once; what its reaction does may let others join. */
export function settleForks(draft: Draft, call: CallJoined): void {
  for (;;) {
    const ready = reacts(draft.head) ? draft.head.forks.find((one) => one.joined !== true && canJoin(one)) : undefined;
    if (ready === undefined) return;
    closeFork(draft, ready);
    const reaction = reactionsOf(draft).onJoined[ready.name];
    if (reaction === undefined) draft.did.push(`ignored: no reaction to fork ${ready.name}`);
    else call(reaction, ready.branches.map(outcomeOf));
  }
}

function canJoin({ until, branches }: OpenFork): boolean {
  const all = branches.every(({ outcome }) => outcome !== undefined);
  return all || (until === "first" && branches.some(({ outcome }) => outcome?.ok === true));
}

function outcomeOf({ outcome }: Branch): BranchOutcome {
  if (outcome === undefined) return { ok: undefined };
  if (outcome.ok) return { ok: true, result: outcome.data };
  return { ok: false, reason: outcome.reason ?? "failed", data: outcome.data };
}

/** What has not ended has lost: children are cancelled, commands that were not sent never are, others are undone when they are done. */
function closeFork(draft: Draft, fork: OpenFork): void {
  draft.did.push(`joined ${fork.name}`);
  const losers = fork.branches.filter(({ outcome }) => outcome === undefined);
  for (const loser of losers) if ("child" in loser) cancelChild(draft, loser.child);
  const lost = new Set(losers.flatMap((loser) => ("send" in loser ? [loser.send] : [])));
  dropUnsent(draft, ({ index }) => lost.has(index));
  const left = losers.filter((loser) => "child" in loser || draft.commands.get(loser.send)?.status === "pending");
  const kept: readonly OpenFork[] =
    left.length === 0 ? [] : [{ name: fork.name, until: fork.until, branches: left, joined: true }];
  changeHead(draft, { forks: draft.head.forks.flatMap((one) => (one === fork ? kept : [one])) });
}

/** A loser was done after all. */
export function undoLoser(draft: Draft, row: SentCommand): void {
  if (row.status === "done" && row.undo !== null) sendUndo(draft, row);
}

/** Indexes of commands whose fork has joined without them. */
export function loserSends({ forks }: InstanceHead): ReadonlySet<number> {
  const branches = forks.flatMap((one) => (one.joined === true ? one.branches : []));
  return new Set(branches.flatMap((branch) => ("send" in branch && branch.outcome === undefined ? [branch.send] : [])));
}

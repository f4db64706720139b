import type { InboxContent } from "../../model/workflow-instance.ts";
import { changeHead, type Draft, reactionsOf, reacts } from "./draft.ts";
import { advance, giveUp } from "./end-instance.ts";
import { endBranch } from "./forks.ts";
import { react } from "./react.ts";

/** A child has ended: once, whoever says so again. A failure that nobody reacts to fails the parent. */
export function endChild(draft: Draft, { child, status, data }: InboxContent & { readonly kind: "child" }): void {
  const isIt = (one: { workflow: string; id: string }): boolean =>
    one.workflow === child.workflow && one.id === child.id;
  const { children } = draft.head;
  if (!children.some((one) => isIt(one) && !one.ended)) return;
  const ended = children.map((one) => (isIt(one) ? { workflow: one.workflow, id: one.id, ended: true } : one));
  changeHead(draft, { children: ended });
  draft.did.push(`child ${child.workflow}/${child.id} ${status}`);
  const ok = status === "completed";
  const reason = ok ? null : status === "cancelled" ? "cancelled" : "failed";
  const place = endBranch(draft, { is: (one) => "child" in one && isIt(one.child), ok, reason, data });
  if (place === "branch") react(draft, () => undefined);
  else if (place === "none" && reacts(draft.head)) reactToEnd(draft, { child, status, data });
  advance(draft);
}

type Ending = Pick<InboxContent & { readonly kind: "child" }, "child" | "status" | "data">;

function reactToEnd(draft: Draft, { child, status, data }: Ending): void {
  const { completed, failed } = reactionsOf(draft).onChild[child.workflow] ?? {};
  const reaction = status === "completed" ? completed : failed;
  const { data: have } = draft.head;
  if (reaction !== undefined) react(draft, (tools) => reaction(have, data, tools));
  else if (status !== "completed")
    giveUp(draft, {
      to: "failed",
      why: `Child "${child.workflow}/${child.id}" ${status === "failed" ? `failed: ${String(data)}` : "was cancelled"}`,
    });
}

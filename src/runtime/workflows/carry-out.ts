import type { Due, WorkflowAction } from "../../model/workflow-action.ts";
import { changeHead, type Draft } from "./draft.ts";
import { complete, giveUp } from "./end-instance.ts";
import { fork } from "./forks.ts";
import { parseNow } from "./parse-now.ts";
import { send } from "./send-rows.ts";
import { spawn } from "./spawn.ts";

/** Carries out what a reaction wants done. Throws for what cannot be: then the reaction has failed, and nothing of it is kept. */
export function carryOut(draft: Draft, actions: readonly WorkflowAction[]): void {
  for (const action of actions) {
    if (draft.over) throw new TypeError(`"${action.kind}" comes after the instance's end; put complete and fail last`);
    carryOutOne(draft, action);
  }
}

function carryOutOne(draft: Draft, action: WorkflowAction): void {
  switch (action.kind) {
    case "send":
      send(draft, action);
      break;
    case "spawn":
      spawn(draft, action);
      break;
    case "schedule":
      schedule(draft, action);
      break;
    case "cancelTimer":
      cancelTimer(draft, action);
      break;
    case "wait":
      wait(draft, action);
      break;
    case "become":
      become(draft, action);
      break;
    case "fork":
      fork(draft, action);
      break;
    case "complete":
      complete(draft, action.result);
      break;
    case "fail":
      giveUp(draft, { to: "failed", why: String(action.why) });
      break;
    default:
      throw new TypeError(`The reaction answered an action that is none: ${JSON.stringify(action)}; use its tools`);
  }
}

type Of<Kind extends WorkflowAction["kind"]> = WorkflowAction & { readonly kind: Kind };

function schedule(draft: Draft, { timer, key, due, data }: Of<"schedule">): void {
  const schema = draft.version.timers[timer];
  if (schema === undefined) throw new TypeError(`The timer "${timer}" is not declared; name it in "timers"`);
  const kept = parseNow(schema, { value: data, what: `timer "${timer}"` });
  const dueAt = dueTime(draft, due);
  const { workflow, id } = draft.head;
  draft.timers.push({ kind: "set", timer: { workflow, id, name: timer, key, dueAt, data: kept } });
  draft.did.push(`schedule ${timerText({ timer, key })} at ${dueAt.toISOString()}`);
}

function dueTime({ ports }: Draft, due: Due): Date {
  const dueAt = "at" in due ? new Date(due.at) : new Date(ports.now.getTime() + due.inMs);
  if (Number.isNaN(dueAt.getTime())) throw new TypeError("A timer's time is no time");
  return dueAt;
}

function cancelTimer(draft: Draft, { timer, key }: Of<"cancelTimer">): void {
  draft.timers.push({
    kind: "cancel",
    ...(timer === undefined ? {} : { name: timer }),
    ...(key === undefined ? {} : { key }),
  });
  draft.did.push(timer === undefined ? "cancel all timers" : `cancel ${timerText({ timer, key: key ?? "" })}`);
  // All timers means those of waits, too: they then wait for ever.
  if (timer === undefined)
    changeHead(draft, { waits: draft.head.waits.map(({ signal }) => ({ signal, until: null })) });
}

function timerText({ timer, key }: { readonly timer: string; readonly key: string }): string {
  return key === "" ? timer : `${timer} ${JSON.stringify(key)}`;
}

/** The timer of a wait; names of users' timers have no colon. */
export const waitPrefix = "wait:";

function wait(draft: Draft, { signal, withinMs }: Of<"wait">): void {
  const { head, version } = draft;
  if (!(signal in version.signals)) throw new TypeError(`The signal "${signal}" is not declared; name it in "signals"`);
  const name = `${waitPrefix}${signal}`;
  const dueAt = withinMs === undefined ? undefined : dueTime(draft, { inMs: withinMs });
  const open = { signal, until: dueAt?.getTime() ?? null };
  changeHead(draft, { waits: [...head.waits.filter((one) => one.signal !== signal), open] });
  draft.opened.add(signal);
  const { workflow, id } = head;
  if (dueAt === undefined) draft.timers.push({ kind: "cancel", name });
  else draft.timers.push({ kind: "set", timer: { workflow, id, name, key: "", dueAt, data: null } });
  draft.did.push(`wait for ${signal}${dueAt === undefined ? "" : ` until ${dueAt.toISOString()}`}`);
}

/** A wait is over: its signal came, or its time. */
export function closeWait(draft: Draft, signal: string): void {
  const { waits } = draft.head;
  if (!waits.some((one) => one.signal === signal)) return;
  changeHead(draft, { waits: waits.filter((one) => one.signal !== signal) });
  draft.timers.push({ kind: "cancel", name: `${waitPrefix}${signal}` });
}

/** What was waited for in the state before is not waited for any more, but what this step began to wait for is. */
function become(draft: Draft, { state, data }: Of<"become">): void {
  const schema = draft.version.states[state];
  if (schema === undefined) throw new TypeError(`The state "${state}" is not declared; name it in "states"`);
  const kept = parseNow(schema, { value: data, what: `state "${state}"` });
  if (state !== draft.head.state)
    for (const { signal } of draft.head.waits) if (!draft.opened.has(signal)) closeWait(draft, signal);
  changeHead(draft, { state, data: kept });
  draft.did.push(`become ${state}`);
}

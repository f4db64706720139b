import { messageOf } from "../../base/error.ts";
import type { Clock } from "../../base/ports.ts";
import type { Errand } from "./errand.ts";
import { fromForwarded } from "./forwarded-error.ts";
import type { Membership, RemoteNode } from "./membership.ts";
import type { Delivery, ForwardedCommand, ForwardedOutcome, NodeConnector } from "./node-connector.ts";

export interface SendContext {
  readonly node: string;
  readonly membership: Membership;
  readonly connector: NodeConnector;
  readonly clock: Clock;
}

/** Milliseconds beyond its deadline that a command's answer may take: what the other node says of it is worth more than nothing. */
const graceMs = 1_000;
/** No deadline that JSON can tell is longer. */
const longestMs = 2 ** 31 - 1;
/** What a node answers that did not handle the command: the next one is asked. */
const nothingDone: ReadonlySet<string> = new Set(["unavailable", "unknown_command"]);

/**
 * Takes an errand to its home node, or to the next that can be asked, or does it here. It is sent again only when it was surely
 * not handled, or when it has an id under which outcomes are kept: so it is handled once. Never rejects.
 */
export async function sendErrand(errand: Errand, first: RemoteNode, context: SendContext): Promise<void> {
  try {
    await send(errand, first, context);
  } catch (error) {
    errand.fail(error);
  }
}

async function send(errand: Errand, first: RemoteNode, context: SendContext): Promise<void> {
  const { hash, submission } = errand;
  const asked = new Set<string>();
  const question = { hash, command: submission.command, without: (name: string) => asked.has(name) };
  let uncertain = false;
  for (let next: RemoteNode | undefined = first; next !== undefined; next = context.membership.home(question)) {
    asked.add(next.id);
    const delivery = await deliver(errand, next, context);
    note(next, { delivery, membership: context.membership });
    if (delivery.kind === "lost" && submission.id === undefined) return findOut(errand, context);
    uncertain ||= delivery.kind === "lost";
    if (isOver(errand, { delivery, uncertain })) return;
    if (!leadsOn(delivery)) break;
  }
  errand.here(uncertain);
}

/** Whether it has come to its end, and is told. */
function isOver(
  errand: Errand,
  { delivery, uncertain }: { readonly delivery: Delivery; readonly uncertain: boolean },
): boolean {
  const { over } = errand.deadline;
  if (delivery.kind === "answered" && isEnd(delivery.outcome)) end(errand, { outcome: delivery.outcome, uncertain });
  else if (over !== undefined) errand.fail(uncertain ? errand.unknown() : over);
  else return false;
  return true;
}

/** What one node refuses as it is, or another has answered, is done here. */
function leadsOn(delivery: Delivery): boolean {
  return delivery.kind === "answered" ? delivery.outcome.kind !== "misdirected" : delivery.kind !== "declined";
}

async function deliver(errand: Errand, { id, address }: RemoteNode, context: SendContext): Promise<Delivery> {
  const { deadline, submission, commandId, dispatched } = errand;
  const { membership, connector, clock, node } = context;
  const timeoutMs = Math.min(longestMs, Math.max(1, deadline.until - clock.now()));
  const command: ForwardedCommand = {
    to: id,
    from: node,
    commandId,
    dispatched,
    submission: Object.assign({ timeoutMs }, submission),
  };
  const call = membership.calling({ id, address });
  const leave = deadline.whenOver((error) => {
    // Whoever gave up waits for nothing.
    if (error.code === "aborted") call.abort();
    else void clock.sleep(graceMs, call.signal).then(() => call.abort());
  });
  try {
    return await connector.send(address, { command, signal: call.signal });
  } catch (error) {
    return { kind: "lost", cause: messageOf(error) };
  } finally {
    leave();
    call.abort();
    membership.called({ id, address }, call);
  }
}

interface Noting {
  readonly delivery: Delivery;
  readonly membership: Membership;
}

function note(target: RemoteNode, { delivery, membership }: Noting): void {
  if (delivery.kind === "answered") {
    membership.heard(target, delivery.node);
    const { outcome } = delivery;
    // As it says itself, as when it stops.
    if (outcome.kind === "failed" && outcome.error.code === "unavailable" && delivery.node === target.id)
      membership.unreached(target, outcome.error.message);
  } else if (delivery.kind !== "declined") membership.unreached(target, delivery.cause);
}

type End = Exclude<ForwardedOutcome, { readonly kind: "misdirected" }>;

function isEnd(outcome: ForwardedOutcome): outcome is End {
  return outcome.kind === "settled" || (outcome.kind === "failed" && !nothingDone.has(outcome.error.code));
}

function end(errand: Errand, { outcome, uncertain }: { readonly outcome: End; readonly uncertain: boolean }): void {
  if (outcome.kind === "failed") errand.fail(fromForwarded(outcome.error));
  // What was sent twice under its id was submitted once.
  else errand.settle(uncertain ? { ...outcome.result, duplicate: false } : outcome.result);
}

const lookEveryMs = 100;
const looks = 20;

/** Nobody may handle it again: it may be under way yet. Its events tell, if they come soon. */
async function findOut(errand: Errand, { clock }: SendContext): Promise<void> {
  for (let look = 0; look < looks && errand.deadline.over === undefined; look++) {
    const found = await errand.find().catch(() => undefined);
    if (found !== undefined) return errand.settle(found);
    await clock.sleep(lookEveryMs, errand.deadline.signal);
  }
  errand.fail(errand.unknown());
}

import { messageOf } from "../../base/error.ts";
import { linkedAbort } from "../../base/linked-abort.ts";
import type { Clock, Log } from "../../base/ports.ts";
import type { Tables } from "../../model/tables.ts";
import type { ClaimedLetter, SequenceRef } from "../../store/letter-store.ts";
import type { ProcessorState } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import type { RetryResult } from "../admin/admin-types.ts";
import { declaredProcessor, refusedProcessor, unknownProcessor } from "../admin/declared-processors.ts";
import type { React } from "../reactors/reactor-caller.ts";
import { randomIds } from "../system-ports.ts";
import type { EngineMetrics } from "../telemetry/engine-metrics.ts";
import { observedLetter } from "../telemetry/observed-letter.ts";
import { stepObserver } from "../telemetry/observed-step.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { isAnnounced } from "./announce.ts";
import { handleLetter } from "./handle-letter.ts";
import { eventAt, type LetterSubject, leftSubject, subjectOf } from "./letter-event.ts";
import type { LetterHandling, LetterOutcome } from "./letter-handling.ts";
import type { AnyProcessorTable } from "./sequence-of.ts";

export interface RetryPorts {
  readonly tables: Tables;
  readonly store: Pick<Store, "events" | "segments" | "letters" | "inline" | "rebuilds" | "workflows">;
  readonly clock: Clock;
  readonly log: Log;
  readonly react: React;
  readonly telemetry?: Telemetry | undefined;
  readonly metrics?: EngineMetrics | undefined;
  /** When aborted, the letter under way is finished and the rest is let go of. */
  readonly signal?: AbortSignal;
}

export interface RetryRequest {
  readonly processor: string;
  /** Of one sequence only. */
  readonly sequence?: string;
  /** Only sequences that were last touched so many milliseconds ago, at least. */
  readonly untouchedMs?: number;
}

/** Milliseconds that a worker has for one letter. A projection's transaction is shorter; a reactor's handler is told when they end. */
const letterLease = 60_000;

/**
 * Works one sequence to its end in order, letters included that are parked behind it meanwhile, or to the first that fails again and
 * stays: the sequence that was touched longest ago and is not worked by another. Nothing to try: `sequence` is null.
 *
 * @throws MyelinError `unknown_processor`, `processor_refused` when the processor is not declared as it ran, `unavailable`, `contention`:
 * nobody's fault; the letter and its attempts are as they were.
 */
export async function retryLetters(request: RetryRequest, ports: RetryPorts): Promise<RetryResult> {
  const { processor } = request;
  const table = declaredProcessor(processor, ports.tables);
  const state = await ports.store.segments.state(processor);
  if (table === undefined) throw undeclared(processor, { ports, ran: state !== undefined });
  if (state === undefined) return nothingTried;
  if (state.fingerprint !== table.fingerprint) throw otherKeys(processor);
  const letter = await ports.store.letters.claim({ ...request, leaseMs: letterLease });
  if (letter === undefined) return nothingTried;
  return workSequence(letter, { ports, table, state });
}

const nothingTried: RetryResult = Object.freeze({ sequence: null, handled: 0, done: false, stoppedAt: null });

function undeclared(processor: string, { ports, ran }: { ports: RetryPorts; ran: boolean }): Error {
  const { projections, reactors, relays, workflows } = ports.tables;
  const known = Object.keys({ ...projections, ...reactors, ...relays, ...workflows });
  if (!ran) return unknownProcessor(processor, { act: "retry letters of", known });
  const state = "this application does not declare it";
  const mend = "move its letters to the name that it has now, or evict them";
  return refusedProcessor(processor, { act: "retry letters of", state, mend });
}

/** Its letters lie under keys that today's code would not give. */
function otherKeys(processor: string): Error {
  const state = "it ran with another sequence policy than the one declared here";
  const mend = "retry them with the code that ran, or reset the processor";
  return refusedProcessor(processor, { act: "retry letters of", state, mend });
}

interface Working {
  readonly ports: RetryPorts;
  readonly table: AnyProcessorTable;
  readonly state: ProcessorState;
}

async function workSequence(head: ClaimedLetter, working: Working): Promise<RetryResult> {
  const { ports } = working;
  const { store } = ports;
  const sequence = { processor: head.processor, sequence: head.sequence };
  const claim = { ...sequence, token: head.token };
  try {
    const announced = await isAnnounced(store.events, sequence);
    const { handled, requeued } = await inOrder(head, { ...working, announced });
    if (requeued !== undefined) return { sequence, handled, done: false, stoppedAt: await reread(requeued, store) };
    if (ports.signal?.aborted) await letGo(claim, ports);
    return { sequence, handled, done: !(await store.letters.contains(sequence)), stoppedAt: null };
  } catch (error) {
    await letGo(claim, ports);
    throw error;
  }
}

interface Worked {
  readonly handled: number;
  /** The letter that failed again and stays. */
  readonly requeued?: ClaimedLetter;
}

async function inOrder(head: ClaimedLetter, sequence: Sequence): Promise<Worked> {
  const { store, signal } = sequence.ports;
  const { processor, token } = head;
  let handled = 0;
  for (let letter: ClaimedLetter | undefined = head; letter !== undefined && !signal?.aborted; ) {
    const outcome: LetterOutcome = await oneLetter(letter, sequence);
    if (outcome.kind === "requeued") return { handled, requeued: letter };
    if (outcome.kind === "handled") handled++;
    if (outcome.kind === "lost" || outcome.emptied) break;
    letter = await store.letters.claimNext({ processor, sequence: head.sequence, token, leaseMs: letterLease });
  }
  return { handled };
}

interface Sequence extends Working {
  /** Whether it was announced that it is parked. */
  readonly announced: boolean;
}

async function oneLetter(letter: ClaimedLetter, sequence: Sequence): Promise<LetterOutcome> {
  const { ports, table } = sequence;
  const subject = await subjectFor(letter, { table, ports });
  return observedLetter({ letter, subject, observing: ports }, (span) =>
    handleInTime({ letter, subject, span }, sequence),
  );
}

type Subject = Pick<LetterHandling, "letter" | "subject" | "span">;

async function handleInTime(
  { letter, subject, span }: Subject,
  { ports, table, state, announced }: Sequence,
): Promise<LetterOutcome> {
  const { store, tables, clock, log, react, metrics } = ports;
  const over = ports.signal === undefined ? linkedAbort() : linkedAbort(ports.signal);
  const { signal } = over;
  const done = new AbortController();
  // The letter's claim ends: whoever still handles it must not go on.
  void clock.sleep(letterLease, done.signal).then(() => over.abort());
  try {
    const { segments } = store;
    const { correlate } = tables;
    const observe = stepObserver({ metrics, begin: span && ((start) => span.child(start)) });
    return await handleLetter({
      letter,
      subject,
      table,
      replay: state.replay,
      announced,
      segments,
      react,
      steps: () => ({ now: new Date(clock.now()), nextId: () => randomIds.next(), correlate, observe }),
      signal,
      log,
      span,
    });
  } finally {
    over.leave();
    done.abort();
  }
}

async function subjectFor(
  letter: ClaimedLetter,
  { table, ports }: { readonly table: AnyProcessorTable; readonly ports: RetryPorts },
): Promise<LetterSubject> {
  const { store, tables } = ports;
  const { inbox, position } = letter.event;
  if (inbox !== undefined)
    return leftSubject(await store.workflows.inboxRow({ workflow: letter.processor, number: inbox }));
  return subjectOf(await eventAt(store.events, position), { letter, table, aggregates: tables.aggregates });
}

/** The letter as it is kept now, with its new cause. */
async function reread(
  { processor, sequence, index }: ClaimedLetter,
  { letters }: RetryPorts["store"],
): Promise<RetryResult["stoppedAt"]> {
  const [letter] = await letters.letters({ processor, sequence, after: index - 1, limit: 1 });
  return letter ?? null;
}

/** The claim would end by itself: only sooner. */
async function letGo(claim: SequenceRef & { readonly token: string }, { store, log }: RetryPorts): Promise<void> {
  try {
    await store.letters.unclaim(claim);
  } catch (error) {
    const { processor, sequence } = claim;
    log("debug", "A letter stays claimed until its lease ends", { processor, sequence, cause: messageOf(error) });
  }
}

import { isMyelinError, type MyelinError } from "../../../base/error.ts";
import type { AppendResult, StreamHead } from "../../../store/event-store.ts";
import type { AttemptHistory } from "../attempt-command.ts";
import { inProgress, lostRace } from "../attempt-command.ts";
import { doneResult, recordedResult, rejectedResult } from "../command-results.ts";
import type { CachedStream } from "../stream-cache.ts";
import { passes } from "../transient.ts";
import type { Chain, Link } from "./decide-chain.ts";
import type { ChainOutcome } from "./group-commit.ts";
import type { Job } from "./lane.ts";

/** A job that goes on by itself, with what was tried for it so far. */
export interface Careful {
  readonly job: Job;
  readonly history: AttemptHistory;
}

/** A job that is to be decided again. */
export interface Again {
  readonly job: Job;
  /** How its attempt failed; undefined when one before it in the chain did and took it along. */
  readonly error: MyelinError | undefined;
}

/** What is left to do once a chain was answered. */
export interface Settled {
  /** The stream as it stands now, where that is known for sure. */
  readonly stream: CachedStream | undefined;
  /** Qualified types of what was stored. */
  readonly types: readonly string[];
  /** In this order. */
  readonly again: readonly Again[];
  /** To be handled one by one. */
  readonly careful: readonly Careful[];
}

/**
 * Tells each job of a chain its outcome. An outcome that was decided on a predecessor's events is told only here, after all
 * of them are committed.
 */
export function settleChain(chain: Chain, outcome: ChainOutcome): Settled {
  return outcome.kind === "failed" ? settleFailed(chain, outcome.error) : settleAnswered(chain, outcome.results);
}

function settleAnswered({ base, source, links, after }: Chain, results: readonly AppendResult[]): Settled {
  const again: Again[] = [];
  const types: string[] = [];
  let unbroken = true;
  let { head } = base;
  for (const [index, link] of links.entries()) {
    const result = results[index];
    if (result?.kind === "appended") {
      head = settleAppended(link, { result, before: head });
      types.push(...result.events.map(({ type }) => type));
    } else {
      again.push(...settleNotAppended(link, { result, beaten: unbroken && source === "load" }));
      unbroken = false;
    }
  }
  const { state, kept } = after;
  return { stream: unbroken ? { state, head, kept } : undefined, types, again, careful: [] };
}

interface NotAppended {
  readonly result: Exclude<AppendResult, Appended> | undefined;
  /** Whether another writer was faster; whoever stands behind one that was not appended is only taken along. */
  readonly beaten: boolean;
}

function settleNotAppended(link: Link, { result, beaten }: NotAppended): readonly Again[] {
  const { job } = link;
  // With a precondition a lost race is no failure: the next look says 412.
  const lost = beaten && job.envelope.expectedVersion === undefined;
  if (result === undefined || result.kind === "conflict")
    return [{ job, error: lost ? lostRace(job.envelope) : undefined }];
  settleKnownId(link, result);
  return [];
}

type Appended = Extract<AppendResult, { kind: "appended" }>;

function settleAppended(
  { job, decided, after }: Link,
  { result, before }: { result: Appended; before: StreamHead },
): StreamHead {
  const { envelope } = job;
  const position = result.events.at(-1)?.position ?? before.position;
  if (decided.kind === "rejection") job.settle(rejectedResult(envelope, decided.rejection));
  else job.settle(doneResult(envelope, { appended: result.events, before }));
  const { version, eventId } = after.head;
  return { version, eventId, position };
}

function settleKnownId({ job }: Link, result: Exclude<AppendResult, { kind: "appended" | "conflict" }>): void {
  const { envelope } = job;
  try {
    if (result.kind === "in-progress") job.fail(inProgress(envelope));
    else job.settle(recordedResult(envelope, { recorded: result.recorded, duplicate: true }));
  } catch (error) {
    job.fail(error);
  }
}

/**
 * Nothing was stored, and it may go better: they are decided again. Nothing was sent: the jobs fail as the call did. The answer was lost: each looks for its outcome by itself. Anything else
 * is one command's doing, and by itself each finds out whether it was its own.
 */
function settleFailed({ base, links }: Chain, error: unknown): Settled {
  const code = isMyelinError(error) ? error.code : undefined;
  if (isMyelinError(error) && passes(error))
    return { stream: undefined, types: [], again: links.map(({ job }) => ({ job, error })), careful: [] };
  if (code === "unavailable") for (const { job } of links) job.fail(error);
  const history = { firstVersion: base.head.version, uncertain: code === "outcome_unknown" };
  const careful = code === "unavailable" ? [] : links.map(({ job }) => ({ job, history }));
  return { stream: undefined, types: [], again: [], careful };
}

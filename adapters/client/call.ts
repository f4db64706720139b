import { type AttemptFailure, isMyelinError, MyelinError, type RetryNode, retryPause } from "../../src/mod.ts";
import type { CallOptions } from "./client-options.ts";
import { type Limit, startLimit } from "./limit.ts";
import { type Answer, problemError, problemOf } from "./problem-error.ts";
import type { Ask, Transport } from "./transport.ts";

/** One call: a request, repeated as its policy says. */
export interface Call {
  /** For sentences: `send command "OpenAccount"`. */
  readonly act: string;
  readonly ask: Ask;
  readonly options: CallOptions;
  /**
   * What a lost answer means. `same`: it changes nothing, or has a key, and is asked again. `once`: doing it twice would do it twice, so that it
   * is only repeated when it surely was not done.
   */
  readonly repeat: "same" | "once";
  /** Whether it may have been done where the answer is lost. */
  readonly changes: boolean;
  /** Told with an outcome that is not known. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** How calls are made. */
export interface Way {
  readonly transport: Transport;
  readonly retry: RetryNode;
  readonly timeoutMs: number;
}

/** A failure of one attempt. */
interface Failed {
  readonly error: MyelinError;
  /** `never` again; `undone`: surely nothing happened; `unknown`: it may have been done. */
  readonly kind: "never" | "undone" | "unknown";
}

/**
 * The answer of the first attempt that has one: 2xx, or a rejection of the domain.
 *
 * @throws MyelinError what the server's problem says; `outcome_unknown`, `timeout`, `aborted`, `unavailable`
 */
export async function call(one: Call, way: Way): Promise<Answer> {
  const limit = startLimit(one.options.signal, one.options.timeoutMs ?? way.timeoutMs);
  try {
    return await attempts(one, { way, limit });
  } finally {
    limit.end();
  }
}

interface Trying {
  readonly way: Way;
  readonly limit: Limit;
}

async function attempts(one: Call, { way, limit }: Trying): Promise<Answer> {
  const policy = one.options.retry ?? way.retry;
  const failures: AttemptFailure[] = [];
  const since = Date.now();
  let unknown = false;
  for (;;) {
    const answer = await attempt(one, { way, limit, again: unknown });
    if (!("kind" in answer)) return answer;
    const { error, kind } = answer;
    if (kind === "never") throw error;
    unknown ||= kind === "unknown";
    failures.push({ attempt: failures.length + 1, error, at: Date.now() });
    const wait = pauseAfter(error, retryPause(policy, { failures, random, now: Date.now(), since }));
    const stays = unknown && one.changes;
    if (!limit.allows(wait) || (stays && one.repeat === "once")) throw stays ? outcomeUnknown(one, error) : error;
    // Whoever gives up meanwhile hears so from the next attempt.
    await limit.sleep(wait);
  }
}

const random = { next: () => Math.random() };

/** For ever where the policy gives up. */
function pauseAfter({ details }: MyelinError, pause = Number.POSITIVE_INFINITY): number {
  return Math.max(pause, Number(details.retryAfterMs ?? 0));
}

async function attempt(
  one: Call,
  { way, limit, again }: Trying & { readonly again: boolean },
): Promise<Answer | Failed> {
  try {
    const answer = await way.transport.answer(one.ask, limit.signal);
    if (answer.status < 300 || (answer.status === 422 && problemOf(answer)?.code === "rejected")) return answer;
    const error = problemError(answer, one.act);
    return { error, kind: kindOf(error, { ours: problemOf(answer) !== undefined, again }) };
  } catch (cause) {
    return failedAttempt(cause, { one, limit });
  }
}

function failedAttempt(
  cause: unknown,
  { one, limit: { over } }: { readonly one: Call; readonly limit: Limit },
): Failed {
  if (isMyelinError(cause)) throw cause;
  if (over === "aborted") throw new MyelinError("aborted", `Cannot ${one.act}: the caller gave up waiting`, { cause });
  if (over === "timeout") throw one.changes ? outcomeUnknown(one, cause) : timedOut(one, cause);
  const message = `Cannot ${one.act}: the server cannot be reached, or the connection broke; try again later`;
  return { error: new MyelinError("unavailable", message, { cause }), kind: "unknown" };
}

const undone: ReadonlySet<string> = new Set(["overloaded", "unavailable", "contention", "store_not_ready"]);

function kindOf({ code }: MyelinError, { ours, again }: { ours: boolean; again: boolean }): Failed["kind"] {
  if (code === "outcome_unknown" || (code === "in_progress" && again)) return "unknown";
  // What stands before the server may have lost its answer.
  if (undone.has(code)) return ours || code === "overloaded" ? "undone" : "unknown";
  return "never";
}

function outcomeUnknown({ act, repeat, details = {} }: Call, cause: unknown): MyelinError {
  const mend = repeat === "same" ? "send it again under the same id to find out" : "look before you send it again";
  const message = `Cannot ${act} and tell what became of it: no answer came; ${mend}`;
  return new MyelinError("outcome_unknown", message, { details, cause });
}

function timedOut({ act }: Call, cause: unknown): MyelinError {
  return new MyelinError("timeout", `Cannot ${act}: no answer came in time; ask again later`, { cause });
}

import { type Attempt, type AttemptRequest, decideOn, failedAttempt, settleDecision } from "./attempt-command.ts";
import type { StreamMemory } from "./stream-memory.ts";

/**
 * Decides on what is in memory of the stream, or on the guess that it is new, and appends once: one round trip. Undefined where
 * the stream has to be loaded: nothing is known of it, an earlier outcome of the command's id has to be looked for first, or the stream
 * does not stand as remembered. Nothing has happened then, and nobody has lost a race.
 */
export async function attemptRemembered(request: AttemptRequest, memory: StreamMemory): Promise<Attempt | undefined> {
  const { envelope, history, deadline } = request;
  try {
    const recalled = memory.recall(request);
    request.ports.counting?.lookedUp(request.aggregate.name, recalled?.guessed === false);
    if (recalled === undefined) return undefined;
    const { stream, guessed } = recalled;
    const { version } = stream.head;
    // Whether a precondition fails is not memory's to say.
    if (envelope.expectedVersion !== undefined && envelope.expectedVersion !== version) return undefined;
    const { decided, after } = await decideOn(request, stream);
    // A failure is not kept under the id, so the append would not find what is.
    if (decided.kind === "failure" && envelope.hash !== undefined) return undefined;
    if (deadline.over !== undefined) return { kind: "away", history };
    // Own events of a lost answer can only lie above what was decided on.
    const known = { firstVersion: version, uncertain: false };
    const attempt = await settleDecision(request, { decided, on: stream, after, loadMs: 0, history: known });
    if (attempt === undefined && guessed) memory.learn(request, false);
    return attempt;
  } catch (error) {
    return failedAttempt(request, error);
  }
}

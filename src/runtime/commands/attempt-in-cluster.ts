import { isMyelinError } from "../../base/error.ts";
import type { EventStore, ExclusiveEvents } from "../../store/event-store.ts";
import type { Deadline } from "../deadline.ts";
import { type Attempt, type AttemptRequest, attemptCommand } from "./attempt-command.ts";
import { passes } from "./transient.ts";

interface Working<Value> {
  readonly working: Promise<Value>;
  readonly began: () => boolean;
}

/** The wait for the key ends with the deadline: undefined; what has begun goes on to its end. */
function untilBegun<Value>(deadline: Deadline, { working, began }: Working<Value>): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const leave = deadline.whenOver(() => began() || resolve(undefined));
    working.then(resolve, reject).finally(leave);
  });
}

/**
 * Attempts a command while its sequence key is held on all nodes, from the load to the append's commit. Who does not get the
 * key in time asks again until the deadline ends: a queue is no failure.
 */
export async function attemptInCluster(request: AttemptRequest & { readonly events: EventStore }): Promise<Attempt> {
  const { envelope, history } = request;
  const { sequence } = envelope;
  if (sequence === undefined) return attemptCommand(request);
  let firstVersion = history.firstVersion;
  const noting = (events: ExclusiveEvents): ExclusiveEvents => ({
    append: (requests) => events.append(requests),
    load: async (requests) => {
      const loaded = await events.load(requests);
      firstVersion ??= loaded[0]?.head.version;
      return loaded;
    },
  });
  let began = false;
  const work = async (events: ExclusiveEvents): Promise<Attempt> => {
    // Whoever gave up while waiting for the key is not handled any more.
    if (request.deadline.over !== undefined) return { kind: "away", history };
    began = true;
    return attemptCommand({ ...request, events: noting(events), memory: undefined });
  };
  try {
    const working = request.events.exclusive({ keys: [sequence], work });
    const done = await untilBegun(request.deadline, { working, began: () => began });
    return done?.kind === "done" ? done.value : { kind: "away", history };
  } catch (error) {
    if (!isMyelinError(error)) throw error;
    // The commit's answer was lost: what it stored lies above the version that was loaded.
    if (error.code === "outcome_unknown") return { kind: "away", history: { firstVersion, uncertain: true } };
    if (passes(error)) return { kind: "failed", error, history };
    if (error.code === "unavailable" && history.uncertain) return { kind: "away", history };
    throw error;
  }
}

import { isMyelinError } from "../../base/error.ts";
import type { EventStore, ExclusiveEvents } from "../../store/event-store.ts";
import { type Attempt, type AttemptRequest, attemptCommand } from "./attempt-command.ts";

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
  try {
    const work = (events: ExclusiveEvents): Promise<Attempt> => attemptCommand({ ...request, events: noting(events) });
    const done = await request.events.exclusive({ keys: [sequence], work });
    return done.kind === "done" ? done.value : { kind: "away", history };
  } catch (error) {
    // The commit's answer was lost: what it stored lies above the version that was loaded.
    if (!isMyelinError(error) || error.code !== "outcome_unknown") throw error;
    return { kind: "away", history: { firstVersion, uncertain: true } };
  }
}

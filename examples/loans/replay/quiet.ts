import { compile } from "myelin";
import { type Clock, processorAdmin, type Store } from "myelin/runtime";
import { followUp } from "../follow-up.ts";
import { loans } from "../loans.ts";

export interface QuietContext {
  readonly store: Store;
  /** The engine's. */
  readonly clock: Clock;
}

/** Milliseconds: looking costs the database more than waiting. */
const shortestPause = 5;
const longestPause = 80;
const workflow = followUp.node.name;
/** All instances. */
const everywhere = { workflow, id: 0, mask: 0 };

/** Resolves once the follow-up has nothing left to do at this time: no event, no timer that is due, no command without its outcome. */
export function untilQuiet({ store, clock }: QuietContext): () => Promise<void> {
  const processors = processorAdmin({ tables: compile(loans), store, clock, log: () => {} });
  const isQuiet = async (): Promise<boolean> => {
    const { segments } = await processors.status(workflow);
    if (segments.some(({ lagEvents }) => lagEvents > 0)) return false;
    const { inbox, timers } = await store.workflows.waiting(everywhere, { now: new Date(clock.now()), limit: 1 });
    if (inbox.length + timers.length > 0) return false;
    return (await store.workflows.pending(everywhere, { limit: 1 })).length === 0;
  };
  return async () => {
    // Twice: what the first look found at its beginning may have led to more by its end.
    let pause = shortestPause;
    for (let looks = 0; looks < 2; ) {
      looks = (await isQuiet()) ? looks + 1 : 0;
      if (looks > 0) continue;
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(2 * pause, longestPause);
    }
  };
}

import { builtFor, isShadow } from "../../model/shadow-name.ts";
import type { ProcessorState } from "../../store/segment-store.ts";
import { refusedProcessor } from "./declared-processors.ts";

/** @throws MyelinError `processor_refused` for what is rebuilt, and for what is built beside it */
export function refuseWhileRebuilt({ name, rebuild }: ProcessorState, act: string): void {
  const mend = "wait until the rebuild has ended, or give it up";
  if (isShadow(name))
    throw refusedProcessor(name, { act, state: `it is built to take the place of "${builtFor(name)}"`, mend });
  if (rebuild !== undefined) throw refusedProcessor(name, { act, state: "it is being rebuilt", mend });
}

import { isShadow, shadowName } from "../../model/shadow-name.ts";
import type { ProcessorState } from "../../store/segment-store.ts";
import type { Processor } from "../processors/processor.ts";
import { shadowTable } from "./shadow-table.ts";

export interface NodeShadowsPorts {
  /** What the node runs, by name; grows and shrinks. */
  readonly running: Map<string, Processor>;
  /** Makes what runs a table's processor here. */
  readonly make: (table: Processor["table"]) => Processor;
}

/**
 * Has a node run what is built beside its processors, from the look on that showed it to the one that does not any more. A node with other sequence keys
 * leaves it to others. Answers whether one is new.
 */
export function followRebuilds(states: readonly ProcessorState[], { running, make }: NodeShadowsPorts): boolean {
  let isNew = false;
  for (const { name, rebuild } of states) {
    const table = running.get(name)?.table;
    if (table === undefined || isShadow(name)) continue;
    const shadow = shadowName(name);
    const known = running.get(shadow);
    const wanted = rebuild?.fingerprint === table.fingerprint;
    if (wanted && known === undefined) {
      running.set(shadow, make(shadowTable(table)));
      isNew = true;
    } else if (!wanted && known !== undefined) {
      running.delete(shadow);
      void known.stop();
    }
  }
  return isNew;
}

import { application, compile, type FailureNode, reactor } from "../../src/mod.ts";
import type { Tables } from "../../src/model/tables.ts";
import type { Clock } from "../../src/runtime/mod.ts";
import { systemClock } from "../../src/runtime/mod.ts";
import { item } from "./items.ts";

export interface ItemReactorOptions {
  readonly onFailure?: FailureNode;
  readonly segments?: number;
  readonly react: (number: number, signal: AbortSignal) => Promise<unknown>;
}

/** Hears of every number. */
export function itemReactor({ react, ...options }: ItemReactorOptions): Tables {
  const hears = reactor("hears", { segments: 1, ...options }).on(item, {
    Added: async ({ number }, _, { signal }) => {
      await react(number, signal);
    },
  });
  return compile(application("items", [item, hears]));
}

/** Nothing is waited for longer than 5 ms: back-offs pass in no time. */
export const hastyClock: Clock = {
  now: systemClock.now,
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 5), signal),
};

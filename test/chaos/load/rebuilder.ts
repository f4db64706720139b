import { setTimeout as pause } from "node:timers/promises";
import { processorAdmin } from "../../../src/runtime/admin/processor-admin.ts";
import { systemClock, type Tables } from "../../../src/runtime/mod.ts";
import type { Store } from "../../../src/store/store.ts";
import { drawing } from "../random.ts";

/** An operator who has one projection after another rebuilt beside its rows, under whatever happens to the nodes that build it. */
export interface Rebuilder {
  /** Begins none any more; whatever is being rebuilt goes on. */
  finish(): Promise<void>;
  /** New versions that took the place of the old ones so far. */
  swapped(): number;
  /** Whether none is being built. */
  done(): Promise<boolean>;
}

export interface RebuilderOptions {
  readonly tables: Tables;
  readonly store: Store;
  readonly seed: number;
}

/** Milliseconds between looks at the rebuild. */
const lookMs = 250;

export function startRebuilder({ tables, store, seed }: RebuilderOptions): Rebuilder {
  const draw = drawing(seed * 1_000 + 900);
  const names = Object.values(tables.projections).flatMap(({ name, form }) => (form === "fold" ? [name] : []));
  const admin = processorAdmin({ tables, store, clock: systemClock, log: () => {} });
  const state = { over: false, swapped: 0 };
  const runs = async (name: string): Promise<boolean> => (await store.segments.state(name))?.rebuild !== undefined;
  const one = async (name: string): Promise<void> => {
    await admin.rebuild(name, { acceptParked: true });
    for (;;) {
      await pause(lookMs);
      // The database may be away: the next look tells.
      const running = await runs(name).catch(() => true);
      if (!running) break;
    }
    state.swapped++;
  };
  const all = (async () => {
    while (!state.over) {
      // Refused, or the database is away: another one later.
      await one(draw.of(names)).catch(() => {});
      await pause(draw.between(500, 3_000));
    }
  })();
  return {
    finish: async () => {
      state.over = true;
      await all;
    },
    swapped: () => state.swapped,
    done: async () => !(await Promise.all(names.map(runs))).includes(true),
  };
}

import fc from "fast-check";
import { expect } from "vitest";
import { application, compile } from "../../../src/mod.ts";
import { type Engine, laterOf, type Position, type Store, startEngine, startOfLog } from "../../../src/runtime/mod.ts";
import { propertyRuns } from "../../support/property-runs.ts";
import { counter } from "../counter.ts";
import { countsIn } from "./lives.ts";

const folds = [countsIn("async"), countsIn("inline"), countsIn("live")] as const;
export const threeLives = compile(application("counting", [counter, ...folds]));

interface Step {
  readonly counter: string;
  readonly by: number;
  readonly clear: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  counter: fc.constantFrom("a", "b", "c"),
  // 0 does nothing, and more than 100 in all is rejected.
  by: fc.constantFrom(0, 1, 30, 60),
  clear: fc.boolean(),
});

const list = async (engine: Engine, life: string, waitFor?: Position): Promise<readonly unknown[]> => {
  const asked = { projection: `counts-${life}`, query: "all", parameters: {} };
  const { value } = await engine.query(waitFor === undefined ? asked : { ...asked, waitFor });
  return value as readonly unknown[]; // what the query answers
};

/** Random histories on one store: after each command the inline rows are those of the log, and at the end all lives agree. */
export async function checkThreeLives(store: Store, { runs }: { readonly runs: number }): Promise<void> {
  let run = 0;
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 1, maxLength: 25 }),
    fc.constantFrom("simple", "batched"),
    fc.boolean(),
    async (steps, mode, together) => {
      const prefix = `r${run++}`;
      const engine = await startEngine({
        tables: threeLives,
        store: { ...store, close: async () => {} },
        mode,
        log: () => {},
      });
      try {
        let last = startOfLog;
        const one = async ({ counter: name, by, clear }: Step): Promise<void> => {
          const counterId = `${prefix}-${name}`;
          const result = await engine.submit(
            clear
              ? { command: "Clear", payload: { counterId, group: "g" } }
              : { command: "Count", payload: { counterId, by } },
          );
          if (result.ok) last = laterOf(last, result.position);
          // Of this stream alone when others go on meanwhile.
          const asked = { query: "countOf", parameters: { counterId } };
          if (together) return;
          // Inline rows are there with the answer; the end of the log, up to which live ones are folded, may be settled later.
          const inline = await engine.query({ projection: "counts-inline", ...asked });
          const live = await engine.query({ projection: "counts-live", ...asked, waitFor: last });
          expect(inline.value).toEqual(live.value);
        };
        if (together) await Promise.all(steps.map(one));
        else for (const each of steps) await one(each);
        const live = await list(engine, "live", last);
        expect(await list(engine, "inline")).toEqual(live);
        expect(await list(engine, "async", last)).toEqual(live);
      } finally {
        await engine.stop();
      }
    },
  );
  await fc.assert(property, propertyRuns(runs));
}

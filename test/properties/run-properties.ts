import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { propertyRuns } from "../support/property-runs.ts";
import { checkConcurrent, concurrentStep, couple } from "./concurrent.ts";
import { faults, loseAnswers } from "./faults.ts";
import { reference, type Subject, sequentialHistory, ways } from "./history.ts";
import { setBack, step, type Variant, variants } from "./steps.ts";

/** Nothing goes wrong, and nothing is guessed. */
const undisturbed = { way: reference, faults: [], begins: false } as const;

export interface PropertySubject {
  readonly kind: string;
  readonly open: () => Promise<Subject>;
  /** Histories of each property and variant. */
  readonly runs: number;
}

/** Both modes against the reference, simple mode without memory, and against a checker of serial orders. */
export function runProperties({ kind, open, runs }: PropertySubject): void {
  let opened: Promise<Subject> | undefined;
  const subject = (): Promise<Subject> => {
    opened ??= open();
    return opened;
  };
  afterAll(async () => (await opened)?.store.close());

  // The types know the keys.
  describe.each(Object.keys(variants) as readonly Variant[])(`${kind}, %s:`, (variant) => {
    test("sequential histories give the outcomes and streams of the reference in both modes, also when streams are set back and answers lost", async () => {
      const on = await subject();
      const steps = fc.array(on.setBack === undefined ? step : fc.oneof({ weight: 5, arbitrary: step }, setBack), {
        maxLength: 12,
      });
      await fc.assert(
        fc.asyncProperty(steps, fc.option(faults, { nil: [] }), fc.boolean(), async (history, drawn, begins) => {
          const common = { variant, steps: history, duplicates: !loseAnswers(drawn) };
          const expected = await sequentialHistory(on, { ...undisturbed, ...common });
          for (const way of Object.values(ways)) {
            const seen = await sequentialHistory(on, { ...common, way, faults: drawn, begins });
            expect(seen, way.mode).toEqual(expected);
          }
        }),
        propertyRuns(runs),
      );
    }, 600_000);

    test("concurrent histories on two nodes, with lost answers, are explained by some serial order", async () => {
      const on = await subject();
      await fc.assert(
        fc.asyncProperty(
          fc.record({ steps: fc.array(concurrentStep, { maxLength: 16 }), faults, couple, begins: fc.boolean() }),
          (history) => checkConcurrent(on, { variant, ...history }),
        ),
        propertyRuns(runs),
      );
    }, 600_000);
  });
}

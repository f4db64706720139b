import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { propertyRuns } from "../support/property-runs.ts";
import { checkConcurrent, concurrentStep, faults } from "./concurrent.ts";
import { type Subject, sequentialHistory } from "./history.ts";
import { setBack, step, type Variant, variants } from "./steps.ts";

export interface PropertySubject {
  readonly kind: string;
  readonly open: () => Promise<Subject>;
  /** Histories of each property and variant. */
  readonly runs: number;
}

/** Batched mode against simple mode, the reference, and against a checker of serial orders. */
export function runProperties({ kind, open, runs }: PropertySubject): void {
  let opened: Promise<Subject> | undefined;
  const subject = (): Promise<Subject> => {
    opened ??= open();
    return opened;
  };
  afterAll(async () => (await opened)?.store.close());

  // The types know the keys.
  describe.each(Object.keys(variants) as readonly Variant[])(`${kind}, %s:`, (variant) => {
    test("sequential histories give the same outcomes and streams in both modes, also when streams are set back", async () => {
      const on = await subject();
      const steps = fc.array(on.setBack === undefined ? step : fc.oneof({ weight: 5, arbitrary: step }, setBack), {
        maxLength: 12,
      });
      await fc.assert(
        fc.asyncProperty(steps, async (history) => {
          const batched = await sequentialHistory(on, { mode: "batched", variant, steps: history });
          expect(batched).toEqual(await sequentialHistory(on, { mode: "simple", variant, steps: history }));
        }),
        propertyRuns(runs),
      );
    }, 600_000);

    test("concurrent histories on two nodes, with lost answers, are explained by some serial order", async () => {
      const on = await subject();
      await fc.assert(
        fc.asyncProperty(fc.array(concurrentStep, { maxLength: 16 }), faults, (steps, drawn) =>
          checkConcurrent(on, { variant, steps, faults: drawn }),
        ),
        propertyRuns(runs),
      );
    }, 600_000);
  });
}

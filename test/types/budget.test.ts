import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { generatedApplication } from "./support/generated-application.ts";
import { generatedWorkflow } from "./support/generated-workflow.ts";
import { type Measured, measure } from "./support/instantiations.ts";

const sources = {
  "one aggregate of 20": generatedApplication({ aggregates: 1, items: 20 }),
  "one aggregate of 60": generatedApplication({ aggregates: 1, items: 60 }),
  "one aggregate of 120": generatedApplication({ aggregates: 1, items: 120 }),
  "ten aggregates of 12": generatedApplication({ aggregates: 10, items: 12 }),
  "a workflow of 10 states with 20 events": generatedWorkflow({ states: 10 }),
  "a workflow of 20 states with 40 events": generatedWorkflow({ states: 20 }),
  "a workflow of 40 states with 80 events": generatedWorkflow({ states: 40 }),
};

type Name = keyof typeof sources;

const kept = new URL("./budget.json", import.meta.url);
const names = Object.keys(sources) as readonly Name[]; // keys of a literal

/** An item is a command, an event, and their evolve, decide and fold handlers. `WRITE_BUDGET=1` keeps new figures. */
describe("type budget", () => {
  const measured = new Map<Name, Measured>();

  function of(name: Name): Measured {
    const known = measured.get(name) ?? measure(sources[name]);
    measured.set(name, known);
    return known;
  }

  afterAll(() => {
    if (process.env.WRITE_BUDGET !== "1") return;
    const figures = Object.fromEntries(names.map((name) => [name, of(name).instantiations]));
    writeFileSync(kept, `${JSON.stringify(figures, null, 2)}\n`);
  });

  test.each(names)("application with %s compiles without complaint", (name) => {
    expect(of(name).complaints).toEqual([]);
  });

  test.each(names)("application with %s stays within a tenth of the kept instantiations", (name) => {
    // The file is written by this test.
    const budget = JSON.parse(readFileSync(kept, "utf8")) as Readonly<Record<Name, number>>;
    expect(of(name).instantiations).toBeLessThanOrEqual(budget[name] * 1.1);
  });

  test("instantiations grow in a straight line with the items of an aggregate", () => {
    const [small, middle, large] = [
      of("one aggregate of 20").instantiations,
      of("one aggregate of 60").instantiations,
      of("one aggregate of 120").instantiations,
    ];
    const first = (middle - small) / 40;
    const second = (large - middle) / 60;
    expect(second / first).toBeLessThan(1.05);
  });

  test("instantiations grow in a straight line with the states of a workflow", () => {
    const [small, middle, large] = [
      of("a workflow of 10 states with 20 events").instantiations,
      of("a workflow of 20 states with 40 events").instantiations,
      of("a workflow of 40 states with 80 events").instantiations,
    ];
    expect((large - middle) / 20 / ((middle - small) / 10)).toBeLessThan(1.05);
  });

  test("items cost much the same in one aggregate or in ten", () => {
    const apart = of("ten aggregates of 12").instantiations;
    expect(apart / of("one aggregate of 120").instantiations).toBeLessThan(1.5);
  });
});

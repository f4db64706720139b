import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { generatedApplication } from "./support/generated-application.ts";
import { type Measured, measure } from "./support/instantiations.ts";

const sizes = {
  "one aggregate of 20": { aggregates: 1, items: 20 },
  "one aggregate of 60": { aggregates: 1, items: 60 },
  "one aggregate of 120": { aggregates: 1, items: 120 },
  "ten aggregates of 12": { aggregates: 10, items: 12 },
};

type Name = keyof typeof sizes;

const kept = new URL("./budget.json", import.meta.url);
const names = Object.keys(sizes) as readonly Name[]; // keys of a literal

/** An item is a command, an event, and their evolve, decide and fold handlers. `WRITE_BUDGET=1` keeps new figures. */
describe("type budget", () => {
  const measured = new Map<Name, Measured>();
  const of = (name: Name): number => measured.get(name)?.instantiations ?? Number.NaN;

  beforeAll(() => {
    for (const name of names) measured.set(name, measure(generatedApplication(sizes[name])));
    if (process.env.WRITE_BUDGET === "1") {
      const figures = Object.fromEntries(names.map((name) => [name, of(name)]));
      writeFileSync(kept, `${JSON.stringify(figures, null, 2)}\n`);
    }
  });

  test.each(names)("application with %s compiles without complaint", (name) => {
    expect(measured.get(name)?.complaints).toEqual([]);
  });

  test.each(names)("application with %s stays within a tenth of the kept instantiations", (name) => {
    // The file is written by this test.
    const budget = JSON.parse(readFileSync(kept, "utf8")) as Readonly<Record<Name, number>>;
    expect(of(name)).toBeLessThanOrEqual(budget[name] * 1.1);
  });

  test("instantiations grow in a straight line with the items of an aggregate", () => {
    const first = (of("one aggregate of 60") - of("one aggregate of 20")) / 40;
    const second = (of("one aggregate of 120") - of("one aggregate of 60")) / 60;
    expect(second / first).toBeLessThan(1.05);
  });

  test("items cost much the same in one aggregate or in ten", () => {
    expect(of("ten aggregates of 12") / of("one aggregate of 120")).toBeLessThan(1.5);
  });
});

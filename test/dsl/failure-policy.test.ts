import { describe, expect, test } from "vitest";
import { deadLetter, halt, skip } from "../../src/mod.ts";

describe("failure policy", () => {
  test("halts or skips without more", () => {
    expect([halt(), skip()]).toEqual([{ kind: "halt" }, { kind: "skip" }]);
    expect(Object.isFrozen(halt()) && Object.isFrozen(skip())).toBe(true);
  });

  test("dead letters say by default what the documentation says", () => {
    expect(deadLetter()).toEqual({
      kind: "deadLetter",
      retries: 3,
      backoffMs: 100,
      maxSequences: 1024,
      maxLetters: 1024,
    });
    expect(Object.isFrozen(deadLetter())).toBe(true);
  });

  test("dead letters take what is given, functions included", () => {
    const [enqueue, verdict] = [() => false, () => ({ kind: "evict" }) as const];
    expect(deadLetter({ retries: 0, maxLetters: 2, enqueue, verdict })).toMatchObject({
      retries: 0,
      backoffMs: 100,
      maxLetters: 2,
      enqueue,
      verdict,
    });
  });
});

describe("duration", () => {
  test.each([
    [1500, 1500],
    ["250 ms", 250],
    ["1 millisecond", 1],
    ["1.5 seconds", 1500],
    ["1 minute", 60_000],
    ["10 minutes", 600_000],
    ["2 hours", 7_200_000],
    ["1 day", 86_400_000],
    ["2 weeks", 1_209_600_000],
  ] as const)("%s is as many milliseconds as it says", (retryEvery, retryEveryMs) => {
    expect(deadLetter({ retryEvery })).toMatchObject({ retryEveryMs });
  });

  test.each(["10 minuts", "minutes", "10minutes", "-1 days", "1 constructor", "ten days", ""])(
    "%j is refused with the mend",
    (retryEvery) => {
      const read = (): unknown => deadLetter({ retryEvery: retryEvery as never }); // what the types refuse
      expect(read).toThrow(
        `Cannot read duration "${retryEvery}": it is not a number and a unit; write it like "10 minutes"`,
      );
    },
  );
});

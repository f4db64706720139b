import { describe, expect, it } from "vitest";
import { parseOptions } from "./options.ts";

describe("options of chaos", () => {
  it("have a default each, and read what is said", () => {
    expect(parseOptions([])).toMatchObject({ seconds: 60, seed: 1, nodes: 3, pooler: false, break: undefined });
    const words = "--seconds 20 --seed 5 --nodes 4 --pooler --break gap --json a.json";
    expect(parseOptions(words.split(" "))).toMatchObject({
      seconds: 20,
      seed: 5,
      nodes: 4,
      pooler: true,
      break: "gap",
      json: "a.json",
    });
  });

  it.each([
    [["--break", "gaps"], 'Cannot read --break "gaps": it is not known; use one of epoch, gap, dedupe, letters'],
    [["--seconds", "5"], 'Cannot read --seconds "5": it is no whole number of at least 10; write one'],
    [["--nodes", "1"], 'Cannot read --nodes "1": it is no whole number of at least 2; write one'],
    [["--seed", "x"], 'Cannot read --seed "x": it is no whole number of at least 0; write one'],
  ])("refuse %j in a sentence", (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});

import { describe, expect, it } from "vitest";
import { parseOptions } from "./options.ts";

describe("options of chaos", () => {
  it("have a default each, and read what is said", () => {
    expect(parseOptions([])).toMatchObject({
      ...{ app: "accounts", seconds: 60, seed: 1, nodes: 3, pooler: false, break: undefined },
      ...{ transfers: 100_000, count: 100_000 },
    });
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

  it("of the bank last as long as its transfers, unless they say otherwise", () => {
    expect(parseOptions("--app bank --transfers 500".split(" "))).toMatchObject({ seconds: undefined, transfers: 500 });
    expect(parseOptions("--app bank --seconds 20".split(" "))).toMatchObject({ app: "bank", seconds: 20 });
    expect(parseOptions("--app timers --count 9".split(" "))).toMatchObject({ seconds: 60, count: 9 });
  });

  it.each([
    [["--app", "shop"], 'Cannot read --app "shop": it is not known; use one of accounts, bank, timers'],
    [
      ["--break", "gaps"],
      'Cannot read --break "gaps": it is not known; use one of epoch, gap, dedupe, letters, ids, steps, timers',
    ],
    [["--seconds", "5"], 'Cannot read --seconds "5": it is no whole number of at least 10; write one'],
    [["--nodes", "1"], 'Cannot read --nodes "1": it is no whole number of at least 2; write one'],
    [["--seed", "x"], 'Cannot read --seed "x": it is no whole number of at least 0; write one'],
  ])("refuse %j in a sentence", (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});

import { describe, expect, it } from "vitest";
import { parseOptions } from "./options.ts";

describe("options", () => {
  it("measure everything, three rounds of three seconds, when nothing is said", () => {
    expect(parseOptions([])).toEqual({
      only: ["commands", "http", "start", "processors", "delay", "workflows"],
      cases: ["new-streams", "warm-streams", "hot-stream"],
      processorCases: ["fold-1", "fold-16", "free-upsert", "catch-up", "dead-letters"],
      modes: ["batched", "simple", "emmett", "rawSingle", "rawBatched", "httpFloor"],
      callers: [1, 64, 1024],
      seconds: 3,
      rounds: 3,
      delaySeconds: 60,
      nodes: [1, 2, 4],
      events: [1_000_000, 5_000_000, 10_000_000],
      json: undefined,
      allowBusy: false,
      interceptors: true,
      profile: undefined,
    });
  });

  it("read lists, numbers and places", () => {
    const words =
      "--only commands,http --case hot-stream --callers 64 --seconds 0.3 --rounds 1 --json a.json --allow-busy";
    expect(parseOptions(words.split(" "))).toMatchObject({
      only: ["commands", "http"],
      cases: ["hot-stream"],
      processorCases: [],
      callers: [64],
      seconds: 0.3,
      rounds: 1,
      json: "a.json",
      allowBusy: true,
    });
    expect(parseOptions(["--no-interceptors", "--profile", "p", "--mode", "batched"])).toMatchObject({
      modes: ["batched"],
      interceptors: false,
      profile: "p",
    });
  });

  it.each([
    [
      ["--only", "commands,htpt"],
      'Cannot read --only "commands,htpt": "htpt" is not known; use of commands, http, start, processors, delay, workflows, nodes, table-size, telemetry',
    ],
    [["--callers", "1,x"], 'Cannot read --callers "x": it is no positive whole number; write one'],
    [["--callers", "1.5"], 'Cannot read --callers "1.5": it is no positive whole number; write one'],
    [["--rounds", "0"], 'Cannot read --rounds "0": it is no positive whole number; write one'],
    [["--seconds", "Infinity"], 'Cannot read --seconds "Infinity": it is no positive number; write one'],
  ])("refuse %j in a sentence", (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });

  it("refuse what nobody knows", () => {
    expect(() => parseOptions(["--fast"])).toThrow("--fast");
  });
});

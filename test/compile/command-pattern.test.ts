import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describePattern, matchesCommand } from "../../src/model/command-pattern.ts";
import { propertyRuns } from "../support/property-runs.ts";

describe("a command pattern", () => {
  test.each([
    ["Open", "Open", true],
    ["Open", "Opened", false],
    ["Open", "ReOpen", false],
    ["open", "Open", false],
    ["*", "Open", true],
    ["*Money", "DepositMoney", true],
    ["*Money", "Money", true],
    ["*Money", "MoneyBack", false],
    ["Deposit*", "DepositMoney", true],
    ["D*M*y", "DepositMoney", true],
    ["D*M*y", "DepositMonex", false],
    ["D.*", "DepositMoney", false],
    ["", "Open", false],
  ])("%j means %s: %s", (pattern, command, expected) => {
    expect(matchesCommand(pattern, command)).toBe(expected);
  });

  test("may be a regular expression, whose flags g and y remember nothing", () => {
    const pattern = /money/giy;
    expect([1, 2, 3].map(() => matchesCommand(pattern, "MoneyBack"))).toEqual([true, true, true]);
    expect(matchesCommand(/^Deposit/, "DepositMoney")).toBe(true);
    expect(matchesCommand(/^Deposit/, "WithdrawMoney")).toBe(false);
    expect(describePattern(pattern)).toBe("/money/giy");
    expect(describePattern("*Money")).toBe("*Money");
  });

  test("without a star means its own text alone, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, command) => {
        fc.pre(!pattern.includes("*"));
        expect(matchesCommand(pattern, pattern)).toBe(true);
        expect(matchesCommand(pattern, command)).toBe(pattern === command);
      }),
      propertyRuns(),
    );
  });
});

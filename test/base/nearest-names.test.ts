import { expect, test } from "vitest";
import { nearestNames } from "../../src/base/nearest-names.ts";

test("nearestNames finds a misspelt name, whatever its case", () => {
  expect(nearestNames("openacount", ["OpenAccount", "CloseAccount", "DepositMoney"])).toEqual(["OpenAccount"]);
});

test("nearestNames gives the best first and at most three", () => {
  expect(nearestNames("Sel1", ["Sel1234", "Sel12", "Sel13", "Sel2", "Sel"])).toEqual(["Sel", "Sel12", "Sel13"]);
});

test("nearestNames gives nothing when nothing is near", () => {
  expect(nearestNames("WithdrawMoney", ["OpenAccount"])).toEqual([]);
});

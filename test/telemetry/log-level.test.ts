import { expect, test } from "vitest";
import { chosenLevel } from "../../adapters/cli/logs.ts";

test("the option counts more than --verbose, and that more than MYELIN_LOG_LEVEL; info without any", () => {
  const environment = { MYELIN_LOG_LEVEL: "WARN" };
  expect(chosenLevel({}, {})).toBe("info");
  expect(chosenLevel({}, environment)).toBe("warn");
  expect(chosenLevel({ verbose: true }, environment)).toBe("debug");
  expect(chosenLevel({ verbose: true, logLevel: "error" }, environment)).toBe("error");
});

test("a level that is none is told with those that are", () => {
  expect(() => chosenLevel({}, { MYELIN_LOG_LEVEL: "loud" })).toThrow(
    'Cannot read MYELIN_LOG_LEVEL "loud": it is none of debug, info, warn, error; use one of them',
  );
});

import { describe, expect, test } from "vitest";
import { jsonLines, type LogLevel } from "../../src/runtime/mod.ts";

function written(level?: LogLevel): { readonly log: ReturnType<typeof jsonLines>; readonly lines: string[] } {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  return { log: jsonLines(level === undefined ? { write } : { level, write }), lines };
}

describe("a log of JSON lines", () => {
  test("has time, level and message first, then the facts", () => {
    const { log, lines } = written();
    log("warn", "Something is strange", { processor: "totals", attempts: 2 });
    const [line = ""] = lines;
    expect(Object.keys(JSON.parse(line))).toEqual(["time", "level", "message", "processor", "attempts"]);
    expect(JSON.parse(line)).toMatchObject({ level: "warn", message: "Something is strange", attempts: 2 });
    expect(new Date(JSON.parse(line).time).toISOString()).toBe(JSON.parse(line).time);
  });

  test("drops what matters less than its level", () => {
    const told = (level?: LogLevel): readonly string[] => {
      const { log, lines } = written(level);
      for (const own of ["debug", "info", "warn", "error"] as const) log(own, own);
      return lines.map((line) => JSON.parse(line).level);
    };
    expect(told()).toEqual(["info", "warn", "error"]);
    expect(told("debug")).toEqual(["debug", "info", "warn", "error"]);
    expect(told("error")).toEqual(["error"]);
  });

  test("stays one line whatever texts it is given", () => {
    const { log, lines } = written();
    const nasty = 'a\n{"level":"error","message":"forged"}\r\u2028\u2029\u0085\u001b[2J"\\';
    log("info", nasty, { [nasty]: nasty });
    const [line = "", ...others] = lines;
    expect(others).toEqual([]);
    expect(line).not.toMatch(/\p{Cc}|[\u2028\u2029]/u);
    expect(JSON.parse(line)).toMatchObject({ level: "info", message: nasty, [nasty]: nasty });
  });

  test("is not told by a fact that it is of another level, time or message", () => {
    const { log, lines } = written();
    log("error", "It failed", { level: "debug", time: "never", message: "All is well", __proto__: { level: "info" } });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "error",
      message: "It failed",
      _level: "debug",
      _time: "never",
      _message: "All is well",
    });
  });

  test("never throws: circles, big integers, errors and what cannot be read are written as far as they can", () => {
    const { log, lines } = written();
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    log("error", "A circle", { circle });
    log("error", "Numbers", { big: 12n, error: new RangeError("too far", { cause: new Error("why") }) });
    const throwing = {
      toJSON: () => {
        throw new Error("no");
      },
    };
    log("error", "It throws", { throwing });
    const [circled, numbers, thrown] = lines.map((line) => JSON.parse(line));
    expect(circled).toMatchObject({ level: "error", message: "A circle", facts: "cannot be written" });
    expect(numbers).toMatchObject({
      big: "12",
      error: { type: "RangeError", message: "too far", cause: { message: "why" } },
    });
    expect(numbers.error.stack).toContain("json-lines.test");
    expect(thrown).toMatchObject({ message: "It throws" });
  });
});

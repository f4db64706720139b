import { jsonLines, type LogLevel } from "myelin/runtime";
import { expect, it, vi } from "vitest";
import { read } from "../house/tree.ts";

it("the line of the log that docs/observability.md shows is written so, test/docs/log-line.txt", () => {
  const shown = read("test/docs/log-line.txt").trimEnd();
  // The file beside this test.
  const { time, level, message, ...facts } = JSON.parse(shown) as { time: string; level: LogLevel; message: string };
  const written: string[] = [];
  vi.useFakeTimers({ now: new Date(time), toFake: ["Date"] });
  try {
    jsonLines({ write: (line) => written.push(line) })(level, message, facts);
  } finally {
    vi.useRealTimers();
  }
  expect(written).toEqual([shown]);
});

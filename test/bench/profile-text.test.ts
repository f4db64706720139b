import { describe, expect, it } from "vitest";
import { selfTimes } from "./profile-text.ts";

const frame = (functionName: string, url = "", lineNumber = 0) => ({ functionName, url, lineNumber });

describe("self times", () => {
  it("add up by place, most first, and leave out the time in which nothing was to be done", () => {
    const nodes = [
      { id: 1, callFrame: frame("(idle)") },
      { id: 2, callFrame: frame("hash", "file:///x/test/bench/.build/src/base/key-hash.js", 9) },
      { id: 3, callFrame: frame("hash", "file:///x/test/bench/.build/src/base/key-hash.js", 9) },
      { id: 4, callFrame: frame("", "file:///x/node_modules/postgres/src/a.js", 0) },
    ];
    const found = selfTimes({ nodes, samples: [1, 2, 3, 4], timeDeltas: [1000, 20, 10, 10] });
    expect(found).toEqual([
      { where: "hash src/base/key-hash.js:10", share: 0.75 },
      { where: "(anonymous) postgres/src/a.js:1", share: 0.25 },
    ]);
  });
});

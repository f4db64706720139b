import { describe, expect, it } from "vitest";
import { filesIn, read } from "./tree.ts";

/** Put together, so that this file has none. */
const own = ["vi", "waitFor("].join(".");

describe("sources", () => {
  it("join signals by `linkedAbort`: what `AbortSignal.any` leaves in signals that live long piles up", () => {
    const paths = filesIn("src", "dsl", "adapters").filter((path) => /\.tsx?$/.test(path));
    expect(paths.filter((path) => read(path).includes("AbortSignal.any("))).toEqual([]);
  });
});

describe("tests", () => {
  it("wait by `eventually`: vitest's own second is luck on a busy machine", () => {
    const paths = filesIn("test", "examples").filter((path) => path.endsWith(".ts"));
    const offences = paths.filter((path) => path !== "test/support/eventually.ts" && read(path).includes(own));
    expect(offences).toEqual([]);
  });
});

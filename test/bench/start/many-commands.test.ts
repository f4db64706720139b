import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as myelin from "../../../src/mod.ts";
import { manyCommands } from "./many-commands.ts";

describe("an application of many commands", () => {
  it.each([20, 60, 120])("compiles with %i commands", (count) => {
    const source = manyCommands(count, { myelin: "m", valibot: "v" })
      .replace(/^import.*$/gm, "")
      .replace("export const app =", "return");
    const app = new Function("aggregate", "application", "v", source)(myelin.aggregate, myelin.application, v);
    expect(Object.keys(myelin.compile(app).commands)).toHaveLength(count);
  });
});

import { describe, test } from "vitest";
import { signalCases, signalProgram } from "./signal-cases.ts";
import { startProcess } from "./started-process.ts";

const from = new URL("../../dist/adapters/node/mod.js", import.meta.url).href;

describe("serveNode", () => {
  test.each(signalCases)("$name", ({ run }) =>
    run((onShutdown) => {
      const program = signalProgram({ name: "serveNode", from }, onShutdown);
      return startProcess({ args: ["--input-type=module", "--eval", program] });
    }),
  );
});

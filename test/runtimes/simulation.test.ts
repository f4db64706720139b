import { beforeAll, describe, expect, it } from "vitest";
import { runProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { simulatedTrace } from "../testing/simulated-trace.ts";
import { bunBinary } from "./bun-binary.ts";
import { denoBinary } from "./deno-binary.ts";
import { skipFor } from "./lane.ts";

const program = "test/testing/print-trace.ts";
const others = [
  { runtime: "Deno", binary: denoBinary(), args: ["run", "-A", "--no-check", program] },
  { runtime: "Bun", binary: bunBinary(), args: ["run", program] },
] as const;

describe("a simulation", () => {
  let onNode: readonly string[] = [];
  beforeAll(async () => {
    onNode = await simulatedTrace();
  });

  it("has something to compare: many steps, crashes, and a failure that was shrunk", () => {
    expect(onNode.length).toBeGreaterThan(1_000);
    expect(onNode.join("\n")).toMatch(/crash/);
    expect(onNode.at(-1)).not.toMatch(/seed undefined/);
  });

  for (const { runtime, binary, args } of others)
    it.skipIf(skipFor("missing" in binary ? binary.missing : undefined))(
      `takes the same steps to the same ends on ${runtime} as on Node, by the same seeds`,
      async () => {
        if ("missing" in binary) throw new Error(binary.missing);
        const env = { DENO_NO_UPDATE_CHECK: "1" };
        const { code, stdout, stderr } = await runProcess({ command: binary.path, args, cwd: root, env });
        expect(code, stderr).toBe(0);
        expect(JSON.parse(stdout)).toEqual(onNode);
      },
    );
});

import { describe, expect, inject, it } from "vitest";
import { runProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { denoBinary } from "./deno-binary.ts";
import { addToTally, isStrict, skipFor } from "./lane.ts";

const binary = denoBinary();

describe.skipIf(skipFor("missing" in binary ? binary.missing : undefined))("Deno", () => {
  it("type-checks the sources, the examples and its own tests", async () => {
    const { code, output } = await deno(["check", "src", "dsl", "adapters", "examples", "test/runtimes/deno"]);
    expect(code, output).toBe(0);
  });

  it("finds nothing against JSR's rules", async () => {
    const { code, output } = await deno(["lint"]);
    expect(code, output).toBe(0);
  });

  it("would publish the package, without slow types", async () => {
    const { code, output } = await deno(["publish", "--dry-run", "--allow-dirty"]);
    expect(code, output).toBe(0);
    // The command loads the user's application by its path; nothing else may warn.
    expect(output.match(/(?:warning|error)\[.*|\S+\.ts(?=:\d+:\d+)/g) ?? []).toEqual([
      expect.stringContaining("unanalyzable-dynamic-import"),
      expect.stringContaining("adapters/cli/import-module.ts"),
    ]);
    expect(output).toContain("adapters/http/mod.ts");
    expect(output).not.toMatch(/\b(test|examples|node_modules|dist)\//);
  });

  it("passes the cases that every runtime shares: store contract, HTTP, loans", async () => {
    const serverUrl = inject("serverUrl");
    if (serverUrl === "" && isStrict) throw new Error(inject("serverProblem"));
    if (serverUrl === "") console.log(`skipped on Postgres: ${inject("serverProblem")}`);
    const args = ["test", "-A", "--no-check", "--reporter=dot", "test/runtimes/deno"];
    const { code, output } = await deno(args, { DATABASE_URL: serverUrl });
    expect(code, output).toBe(0);
    const [, passed, failed, ignored] = /(\d+) passed.*? \| (\d+) failed(?:.*? \| (\d+) ignored)?/.exec(output) ?? [];
    expect(Number(passed), output).toBeGreaterThan(0);
    addToTally(`${passed} passed, ${failed} failed, ${ignored ?? 0} skipped`);
  });
});

async function deno(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<DenoRun> {
  if ("missing" in binary) throw new Error(binary.missing);
  const quiet = { DENO_NO_UPDATE_CHECK: "1" };
  const { code, stdout, stderr } = await runProcess({
    command: binary.path,
    args,
    cwd: root,
    env: { ...quiet, ...env },
  });
  return { code, output: `${stdout}\n${stderr}` };
}

interface DenoRun {
  readonly code: number | null;
  readonly output: string;
}

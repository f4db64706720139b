import { describe, expect, it } from "vitest";
import { runProcess } from "../hosts/started-process.ts";
import { readJson } from "../house/entries.ts";
import { root } from "../house/tree.ts";

interface Audit {
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<string, number>> };
  readonly vulnerabilities?: Readonly<Record<string, unknown>>;
}

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly integrity?: string; readonly hasInstallScript?: boolean }>
  >;
}

describe("what is shipped", () => {
  it("has no known weakness: npm audit --omit=dev", async ({ skip }) => {
    const { stdout, stderr } = await runProcess({ command: "npm", args: ["audit", "--omit=dev", "--json"], cwd: root });
    const start = stdout.indexOf("{");
    const audit = start < 0 ? {} : (JSON.parse(stdout.slice(start)) as Audit); // npm's own form
    // No answer is no finding; offline, or a registry without advisories.
    if (audit.metadata === undefined) return skip(`the registry gives no advisories: ${stderr.split("\n")[0]}`);
    expect(audit.vulnerabilities).toEqual({});
  });

  it("is locked by its content, and runs nothing when it is installed", () => {
    const { packages } = readJson<Lock>("package-lock.json");
    const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== "" && dev !== true);
    expect(shipped.length).toBeGreaterThan(5);
    expect(shipped.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
    expect(shipped.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => path)).toEqual([]);
  });
});

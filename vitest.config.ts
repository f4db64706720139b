import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { TallyReporter } from "./.ci/tally-reporter.ts";

interface Tsconfig {
  readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly [string]>> };
}

const root = new URL("./", import.meta.url);
// JSON.parse knows no types; the parity test in test/house reads the same map.
const tsconfig = JSON.parse(readFileSync(new URL("tsconfig.json", root), "utf8")) as Tsconfig;

/** `myelin/…` means this tree's sources, as in tsconfig's `paths`. */
export const alias: { readonly find: RegExp; readonly replacement: string }[] = Object.entries(
  tsconfig.compilerOptions.paths,
).map(([name, [path]]) => ({
  find: new RegExp(`^${name}$`),
  replacement: fileURLToPath(new URL(path, root)),
}));

export default defineConfig({
  resolve: { alias },
  test: {
    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
    exclude: [
      "**/node_modules/**",
      "test/runtimes/**",
      "test/docs/stranger.test.ts",
      "test/consumer/**",
      "test/slow/**",
      "test/chaos/short-run.test.ts",
      "test/cluster/**",
      "test/dashboard/browser/**",
    ],
    // One real database server for the whole run.
    globalSetup: ["test/support/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Starting a database takes seconds when both cores are busy; no test asserts a duration.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes, only not within vitest's second on a machine at work.
    expect: { poll: { timeout: 30_000, interval: 20 } },
    reporters: ["default", new TallyReporter()],
  },
});

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { benchFolder } from "./bench-folder.ts";
import type { Say } from "./measured.ts";

/** Installs what Myelin is measured against, at its first run. @throws Error where npm fails */
export function installPeers(say: Say): void {
  const missing = ["@dbos-inc/dbos-sdk", "@event-driven-io/emmett", "autocannon"].filter(
    (name) => !existsSync(new URL(`node_modules/${name}/package.json`, benchFolder)),
  );
  if (missing.length === 0) return;
  say("Installing Emmett, DBOS and autocannon into test/bench (npm ci --prefix test/bench)");
  const { status } = spawnSync("npm", ["ci", "--prefix", fileURLToPath(benchFolder)], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0)
    throw new Error(`Cannot install what to measure against: npm ended with code ${status}; its own words are above`);
}

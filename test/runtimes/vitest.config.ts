import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { TallyReporter } from "../../.ci/tally-reporter.ts";
import { alias } from "../../vitest.config.ts";

export default defineConfig({
  resolve: { alias },
  test: {
    root: fileURLToPath(new URL("../../", import.meta.url)),
    include: ["test/runtimes/*.test.ts", "test/docs/stranger.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    // Each test starts other programs that want both cores; none asserts a duration.
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    reporters: ["default", new TallyReporter()],
  },
});

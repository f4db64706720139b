import { defineConfig, mergeConfig } from "vitest/config";
import base from "../../vitest.config.ts";

/** Lanes that take minutes. No test asserts a duration; the limit ends what hangs. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: { include: ["test/slow/**/*.test.ts"], fileParallelism: false, testTimeout: 3_600_000, hookTimeout: 600_000 },
  }),
);

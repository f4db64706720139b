import { defineConfig, mergeConfig } from "vitest/config";
import base from "../../vitest.config.ts";

/** A real browser against the built loans example, by itself: other tests beside it would take its cores. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: ["test/dashboard/browser/*.test.ts"],
      fileParallelism: false,
      testTimeout: 600_000,
      hookTimeout: 300_000,
    },
  }),
);

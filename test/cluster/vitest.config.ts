import { defineConfig, mergeConfig } from "vitest/config";
import base from "../../vitest.config.ts";

/** Clusters of real processes, by themselves: other tests beside them would take their cores. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({ test: { include: ["test/cluster/*.test.ts"], fileParallelism: false } }),
);

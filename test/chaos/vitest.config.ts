import { defineConfig, mergeConfig } from "vitest/config";
import base from "../../vitest.config.ts";

/** The short run of chaos, by itself: it asks for progress every few seconds, which other tests beside it would take from it. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({ test: { include: ["test/chaos/short-run.test.ts"], fileParallelism: false } }),
);

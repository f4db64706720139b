import { test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { interleavingCases } from "./interleaving-cases.ts";

test.each(interleavingCases)("memory: $name", async ({ run }) => run(memoryStore()));

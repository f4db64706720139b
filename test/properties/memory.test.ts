import { memoryStore } from "../../adapters/memory/mod.ts";
import { runProperties } from "./run-properties.ts";

runProperties({ kind: "memory", open: async () => ({ store: memoryStore() }), runs: 1000 });

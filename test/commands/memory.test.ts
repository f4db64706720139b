import { memoryStore } from "../../adapters/memory/mod.ts";
import { runCommandCases } from "./run-command-cases.ts";

runCommandCases({ kind: "memory", open: async () => memoryStore() });

import { memoryStore } from "../../adapters/memory/mod.ts";
import { runStoreContract } from "../support/run-store-contract.ts";

runStoreContract({
  kind: "memory",
  open: async () => memoryStore(),
  lacks: { sql: "the memory store has no SQL" },
});

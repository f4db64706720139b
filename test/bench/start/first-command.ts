import { compile } from "../../../src/mod.ts";
import { type Store, startEngine } from "../../../src/runtime/mod.ts";
import { accounts } from "../domain/accounts.ts";

/** Answers one command, on the store that the argument names, and tells so. */
const store = await openStore(process.argv[2]);
const engine = await startEngine({
  tables: compile(accounts({ interceptors: true })),
  store,
  migrate: true,
  log: () => undefined,
});
const { ok } = await engine.submit({ command: "OpenAccount", payload: { accountId: "a-1", owner: "Ann" } });
process.send?.(ok);
await engine.stop();

/** Only the store that is asked for is loaded. */
async function openStore(kind: string | undefined): Promise<Store> {
  if (kind !== "pglite") return (await import("../../../adapters/memory/mod.ts")).memoryStore();
  return (await import("../../../adapters/pglite/mod.ts")).pgliteStore();
}

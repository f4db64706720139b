import { afterAll, beforeAll, describe, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { type Bouncer, bouncerFolder, startBouncer } from "../support/bouncer.ts";
import { freshDatabase, testServer } from "../support/database.ts";
import { runStoreContract } from "../support/run-store-contract.ts";

// Without PgBouncer at least the pooled mode itself is under contract.
if ((await bouncerFolder) === undefined) {
  describe("PgBouncer", () => {
    it.skipIf(process.env.CI !== "true")(
      "is on this machine (skipped on a user's: install pgbouncer for this lane)",
      () => {
        throw new Error("Cannot test behind PgBouncer: it is not on this machine; let .ci/run install it");
      },
    );
  });
  runStoreContract({ kind: "pooled", open: async () => postgresStore({ url: await freshDatabase(), mode: "pooled" }) });
} else {
  let bouncer: Bouncer;
  beforeAll(async () => {
    bouncer = await startBouncer(testServer().url);
  });
  afterAll(() => bouncer?.stop());
  runStoreContract({
    kind: "behind PgBouncer",
    open: async () => postgresStore({ url: bouncer.by(await freshDatabase()) }),
  });
}

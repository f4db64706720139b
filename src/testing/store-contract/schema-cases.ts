import { contractTables } from "./contract-tables.ts";
import { expectCode, expectEqual } from "./expect.ts";
import type { StoreCase } from "./store-case.ts";

export const schemaCases: readonly StoreCase[] = [
  {
    name: "a migrated store has no problems and is ready",
    run: async ({ store }) => {
      expectEqual(await store.schema.problems(contractTables()), []);
      expectEqual(await store.health(), { ready: true, notes: [] });
    },
  },
  {
    name: "migrating again, from several sides at once, does nothing more",
    run: async ({ store }) => {
      const done = await Promise.all([1, 2, 3].map(() => store.schema.migrate(contractTables())));
      expectEqual(done.flat(), []);
    },
  },
  {
    name: "a store answers unavailable once it is closed",
    fresh: true,
    needs: ["sql"],
    run: async ({ store }) => {
      await store.close();
      await expectCode(() => store.events.lastPosition(), "unavailable");
      await store.close();
    },
  },
];

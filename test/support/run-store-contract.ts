import { afterAll, describe, it } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { contractTables, type StoreCapability, storeContract } from "../../src/testing/mod.ts";

export interface ContractSubject {
  readonly kind: string;
  /** An empty store; migrated here. */
  readonly open: () => Promise<Store>;
  /** What the store cannot do, and why. */
  readonly lacks?: Readonly<Partial<Record<StoreCapability, string>>>;
}

/** One vitest test per case; cases that are not `fresh` share a store. */
export function runStoreContract({ kind, open, lacks = {} }: ContractSubject): void {
  let shared: Promise<Store> | undefined;
  const migrated = async (): Promise<Store> => {
    const store = await open();
    await store.schema.migrate(contractTables());
    return store;
  };
  afterAll(async () => (await shared)?.close());

  describe(`${kind} store`, () => {
    for (const [index, { name, needs = [], fresh, run }] of storeContract().entries()) {
      const reason = needs.map((need) => lacks[need]).find((why) => why !== undefined);
      const unique = (part: string): string => `${index}-${part}`;
      it.skipIf(reason !== undefined)(reason === undefined ? name : `${name} (skipped: ${reason})`, async () => {
        if (fresh !== true) {
          shared ??= migrated();
          return run({ store: await shared, unique });
        }
        const store = await migrated();
        await run({ store, unique }).finally(() => store.close());
      });
    }
  });
}

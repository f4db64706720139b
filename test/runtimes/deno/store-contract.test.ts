import type { Store } from "myelin/runtime";
import { contractTables, type StoreCase, storeContract } from "myelin/testing";
import { type Subject, subjects } from "./subjects.ts";

for (const subject of subjects) {
  let shared: Promise<Store> | undefined;
  const sharedStore = (): Promise<Store> => {
    shared ??= migrated(subject);
    return shared;
  };
  for (const [index, each] of storeContract().entries()) {
    Deno.test({
      name: `${subject.kind} store: ${each.name}`,
      ignore: (each.needs ?? []).some((need) => subject.lacks[need] !== undefined),
      // The shared store outlives each test.
      sanitizeOps: false,
      sanitizeResources: false,
      fn: () => runCase({ each, subject, sharedStore, unique: (part) => `${index}-${part}` }),
    });
  }
  Deno.test.afterAll(async () => {
    await (await shared)?.close();
  });
}

interface CaseRun {
  readonly each: StoreCase;
  readonly subject: Subject;
  readonly sharedStore: () => Promise<Store>;
  readonly unique: (part: string) => string;
}

async function runCase({ each, subject, sharedStore, unique }: CaseRun): Promise<void> {
  if (each.fresh !== true) return each.run({ store: await sharedStore(), unique });
  const store = await migrated(subject);
  await each.run({ store, unique }).finally(() => store.close());
}

async function migrated(subject: Subject): Promise<Store> {
  const store = await subject.open();
  await store.schema.migrate(contractTables());
  return store;
}

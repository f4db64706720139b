import { afterAll, describe, test } from "vitest";
import type { Store } from "../../src/store/store.ts";
import type { CommandCase } from "./command-case.ts";
import { commandWorld } from "./command-case.ts";
import { interceptorCases } from "./interceptor-cases.ts";
import { oldShapeCases } from "./old-shape-cases.ts";
import { onceCases } from "./once-cases.ts";
import { rememberedCases } from "./remembered-cases.ts";
import { sequencingCases } from "./sequencing-cases.ts";
import { snapshotCases } from "./snapshot-cases.ts";

/** The behaviour of SEMANTICS §1, whatever store is behind it. */
export const commandCases: readonly CommandCase[] = [
  ...sequencingCases,
  ...interceptorCases,
  ...onceCases,
  ...snapshotCases,
  ...oldShapeCases,
  ...rememberedCases,
];

export interface CommandSubject {
  readonly kind: string;
  /** A migrated store. */
  readonly open: () => Promise<Store>;
  /** Set where the store has one session only. */
  readonly oneSession?: boolean;
}

export function runCommandCases({ kind, open, oneSession = false }: CommandSubject): void {
  let opened: Promise<Store> | undefined;
  afterAll(async () => (await opened)?.close());
  describe.each(["simple", "batched"] as const)(`${kind}, %s:`, (mode) => {
    for (const { name, needsSessions, run } of commandCases)
      test.skipIf(oneSession && needsSessions !== undefined)(
        oneSession && needsSessions !== undefined ? `${name} (skipped: ${needsSessions})` : name,
        async () => {
          opened ??= open();
          await run(commandWorld(await opened, mode));
        },
      );
  });
}

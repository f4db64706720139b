import { afterEach, beforeEach, describe, test } from "vitest";
import type { Ground, LayGround } from "./grounds.ts";

/** What processors do, on any store. */
export interface ProcessorCase {
  readonly name: string;
  /** Its handlers write SQL. */
  readonly needsSql?: boolean;
  run(ground: Ground): Promise<void>;
}

export function runCases(kind: string, lay: LayGround, cases: readonly ProcessorCase[]): void {
  describe(kind, () => {
    let ground: Ground;
    beforeEach(async () => {
      ground = await lay();
    });
    afterEach(() => ground.end());
    for (const { name, needsSql = false, run } of cases)
      test.skipIf(needsSql && kind === "memory")(name, () => run(ground));
  });
}

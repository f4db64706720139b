import { allCases } from "./cases/all-cases.ts";
import type { World } from "./world.ts";

/** What became of a case. */
export interface CaseOutcome {
  readonly name: string;
  /** Absent: it passed. */
  readonly failure?: string;
}

/** All cases, one after another, in one world. `tell` hears of each when it has ended. */
export async function runCases(world: World, tell: (outcome: CaseOutcome) => void): Promise<void> {
  for (const { name, run } of allCases) {
    try {
      await run(world);
      tell({ name });
    } catch (error) {
      tell({ name, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
}

let drawn = 0;

/** A text that no other case uses, in no other run on the same database. */
export function freshText(): string {
  return `${Date.now().toString(36)}-${drawn++}`;
}

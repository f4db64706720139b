import { appendFileSync } from "node:fs";

/** Whether a missing part fails the lane: in CI. Elsewhere it is skipped and the reason printed. */
export const isStrict: boolean = process.env.CI === "true";

/** The reason to skip a lane, printed; in CI the lane is not skipped, so that it fails where the part is needed. */
export function skipFor(missing: string | undefined): boolean {
  if (missing === undefined || isStrict) return false;
  console.log(`skipped: ${missing}`);
  return true;
}

/** Counts tests that another runner ran, for the closing line of .ci/run; also printed. */
export function addToTally(line: string): void {
  console.log(line);
  const file = process.env.MYELIN_TALLY;
  if (file !== undefined && file !== "") appendFileSync(file, `${line}\n`);
}

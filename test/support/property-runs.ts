/**
 * How often a property is tried, and from which seed. The seed stands still, so that a run says the same of the same code;
 * `PROPERTY_SEED` (a number, or `random`) and `PROPERTY_RUNS` search further.
 */
export function propertyRuns(runs = 100): { numRuns: number; seed: number } {
  const { PROPERTY_SEED: seed = "1905", PROPERTY_RUNS: wanted = String(runs) } = process.env;
  // fast-check prints the seed that it drew with what it found.
  return { numRuns: Number(wanted), seed: seed === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(seed) };
}

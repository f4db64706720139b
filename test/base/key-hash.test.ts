import fc from "fast-check";
import { expect, test } from "vitest";
import { keyHash } from "../../src/base/key-hash.ts";
import { propertyRuns } from "../support/property-runs.ts";

test.each([
  ["", 0],
  ["hello", 0x248bfa47],
  ["hello, world", 0x149bbb7f],
  ["The quick brown fox jumps over the lazy dog", 0x2e4ff723],
])("keyHash gives the published MurmurHash3 value for %j", (key, hash) => {
  expect(keyHash(key)).toBe(hash);
});

test("keyHash hashes UTF-8 bytes, not code units", () => {
  // Kept values: they may never change, segments and locks depend on them.
  expect([keyHash("é"), keyHash("漢字"), keyHash("🦊"), keyHash("a-1")]).toMatchInlineSnapshot(`
    [
      269551495,
      1467002891,
      822772547,
      1904476795,
    ]
  `);
});

test("keyHash is an unsigned 32-bit number for every key", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (key) => {
      const hash = keyHash(key);
      return Number.isInteger(hash) && hash >= 0 && hash <= 0xffffffff;
    }),
    propertyRuns(),
  );
});

test("keyHash spreads keys evenly over 16 segments", () => {
  const counts = new Array<number>(16).fill(0);
  for (let i = 0; i < 16_000; i++) {
    const segment = keyHash(`key-${i}`) & 15;
    counts[segment] = (counts[segment] ?? 0) + 1;
  }
  // Binomial(16000, 1/16): mean 1000, deviation 31; five deviations.
  expect(Math.min(...counts)).toBeGreaterThan(845);
  expect(Math.max(...counts)).toBeLessThan(1155);
});

import { describe, expect, it } from "vitest";
import { read, sourcesIn } from "../house/tree.ts";

/** A secret beside an operator that ends at the first letter that differs; comparing with the empty text tells nothing. */
const plainComparison =
  /\b(?:adminToken|clusterSecret|secret|token|signature|csrf)\b\s*[!=]==(?!\s*(?:""|undefined))|[!=]==\s*(?:adminToken|clusterSecret|secret|token|signature|csrf)\b/;

describe("secrets", () => {
  it("are compared in constant time only: nowhere by an operator", () => {
    const found = sourcesIn("adapters/http", "adapters/workers", "src/runtime/membership").flatMap(({ path, text }) =>
      text
        .split("\n")
        .flatMap((line, index) => (plainComparison.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it("are found where they would be", () => {
    expect(plainComparison.test("if (sent === token) return;")).toBe(true);
    expect(plainComparison.test("return adminToken !== sent;")).toBe(true);
    expect(plainComparison.test('adminToken === ""')).toBe(false);
    expect(plainComparison.test("adminToken === undefined")).toBe(false);
  });

  it("go through what takes as long for every text", () => {
    expect(read("adapters/http/admin-guard.ts")).toContain("await timingSafeEqual(sent, token)");
    expect(read("adapters/http/nodes/signature.ts")).toContain('crypto.subtle.verify("HMAC"');
    expect(read("adapters/http/dashboard/session/session.ts")).toContain("timingSafeEqual(text, adminToken)");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrayLiteral, parseArray } from "../../adapters/postgres/sql/array-literal.ts";

describe("array literals", () => {
  it("come back as they were, whatever characters are in them", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      fc.stringMatching(/^["\\\n\t{},\u2028\ud83d\ud800]*$/),
    );
    fc.assert(
      fc.property(fc.array(fc.option(text)), (values) => {
        expect(parseArray(arrayLiteral(values))).toEqual(values);
      }),
    );
  });

  it("escape quotes and backslashes, and nothing else", () => {
    expect(arrayLiteral(['{"a":"b\\n"}', 'line"\n', null, "NULL"])).toBe(
      '{"{\\"a\\":\\"b\\\\n\\"}","line\\"\n",NULL,"NULL"}',
    );
  });
});

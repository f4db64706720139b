import * as v from "valibot";
import { expect, test } from "vitest";
import { query } from "../../src/mod.ts";

test("query is its schema and its handler, frozen", () => {
  const schema = v.object({ id: v.string() });
  const handle = ({ id }: { id: string }) => id;
  const { node } = query(schema, handle);
  expect(node).toEqual({ schema, handle });
  expect(Object.isFrozen(node)).toBe(true);
});

import { expect, test } from "vitest";
import { read } from "../house/tree.ts";
import { metricRows } from "./metric-rows.ts";

const page = read("docs/observability.md");

test.each(metricRows())("docs/observability.md has the row %s", (row) => {
  expect(page.split("\n")).toContain(row);
});

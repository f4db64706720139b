import { allCases } from "./cases/all-cases.ts";
import { type Matrix, matrixText, runtimes } from "./matrix.ts";

const begin = "<!-- conformance: npm run conformance -- --readme -->";
const end = "<!-- /conformance -->";

/** README's text with the matrix of this run in its place. */
export function withMatrix(readme: string, matrix: Matrix): string {
  const [from, to] = place(readme);
  return `${readme.slice(0, from)}${begin}\n${listText()}\n\n${matrixText(matrix)}\n${end}${readme.slice(to + end.length)}`;
}

/** What is wrong with README's matrix: not made from these cases, a runtime missing, a cell not all green. */
export function staleness(readme: string): readonly string[] {
  const [from, to] = place(readme);
  const shown = readme.slice(from, to);
  const mend = "run npm run conformance -- --readme";
  const green = matrixText(Object.fromEntries(runtimes.map((runtime) => [runtime, { direct: all, pooler: all }])));
  return [
    ...(shown.includes(listText()) ? [] : [`README's list of cases is not that of test/conformance; ${mend}`]),
    ...green
      .split("\n")
      .filter((row) => !shown.includes(row))
      .map((row) => `README's matrix has no row "${row}"; ${mend}`),
  ];
}

const all = { passed: allCases.length, failed: 0, skipped: [] };

function listText(): string {
  return `${allCases.length} cases: ${allCases.map(({ name }) => name).join("; ")}.`;
}

function place(readme: string): readonly [number, number] {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`README.md has no place for the matrix: put "${begin}" and "${end}" in it`);
  return [from, to];
}

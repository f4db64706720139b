import { readFileSync, writeFileSync } from "node:fs";
import { addToTally } from "../runtimes/lane.ts";
import { readOptions, runMain } from "../support/main-program.ts";
import { isGreen, matrixText, tallyText } from "./matrix.ts";
import { parseOptions, usage } from "./options.ts";
import { withMatrix } from "./readme-matrix.ts";
import { runMatrix } from "./run-matrix.ts";

// Progress goes to standard error, the matrix to standard output.
const say = (line: string): void => console.error(line);

async function main(): Promise<number> {
  const options = readOptions(parseOptions, usage);
  if (options === undefined) return 2;
  const matrix = await runMatrix(options.only, say);
  console.log(matrixText(matrix));
  addToTally(tallyText(matrix));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(matrix, null, 2)}\n`);
  const readme = new URL("../../README.md", import.meta.url);
  if (options.readme) writeFileSync(readme, withMatrix(readFileSync(readme, "utf8"), matrix));
  return isGreen(matrix) ? 0 : 1;
}

runMain(main);

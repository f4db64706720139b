import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { explain, tablesToJson } from "../../src/mod.ts";
import { messageOf, type Tables } from "../../src/runtime/mod.ts";
import { CliError } from "./cli-error.ts";
import { exitCodes } from "./exit-codes.ts";
import { loadApplication } from "./load-application.ts";

export interface RoutesOptions {
  readonly app: string;
  readonly json?: boolean;
  /** File to compare with. */
  readonly check?: string;
  /** File to write. */
  readonly write?: string;
}

/**
 * Shows the compiled tables, keeps them in a file, or compares them with a kept one.
 *
 * @throws CliError `checkFailed` with the differing lines
 */
export async function routes({ app, json = false, check, write }: RoutesOptions): Promise<void> {
  const tables = await loadApplication(app);
  const file = check ?? write;
  const text = tablesText(tables, json || (file?.endsWith(".json") ?? false));
  if (check !== undefined) compare(text, { file: check, app });
  else if (write !== undefined) writeText(text, write);
  else process.stdout.write(text);
}

function tablesText(tables: Tables, json: boolean): string {
  return json ? `${JSON.stringify(tablesToJson(tables), null, 2)}\n` : explain(tables);
}

interface Comparison {
  readonly file: string;
  readonly app: string;
}

function compare(compiled: string, { file, app }: Comparison): void {
  const kept = readKept(file, app);
  if (kept === compiled) {
    console.log(`Nothing changed: ${app} compiles to what "${file}" keeps`);
    return;
  }
  const patch = createTwoFilesPatch(file, app, kept, compiled, "kept", "compiled", {
    headerOptions: FILE_HEADERS_ONLY,
  });
  const mend = `if this is meant, keep it with: myelin routes --app ${app} --write ${file}`;
  throw new CliError(`Cannot accept "${app}": its tables differ from "${file}"; ${mend}\n${patch.trimEnd()}`, {
    exitCode: exitCodes.checkFailed,
  });
}

/** Git may have given a kept file the line ends of its system. */
function readKept(file: string, app: string): string {
  try {
    return readFileSync(file, "utf8").replaceAll("\r\n", "\n");
  } catch (cause) {
    const mend = `write it first: myelin routes --app ${app} --write ${file}`;
    throw new CliError(`Cannot read "${file}": ${messageOf(cause)}; ${mend}`, {
      exitCode: exitCodes.checkFailed,
      cause,
    });
  }
}

function writeText(text: string, file: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new CliError(`Cannot write "${file}": ${messageOf(cause)}; name another file`, {
      exitCode: exitCodes.usage,
      cause,
    });
  }
  console.log(`Wrote "${file}"`);
}

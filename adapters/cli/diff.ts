import { readFileSync } from "node:fs";
import process from "node:process";
import { diff, explainDiff, type JsonObject, type TableChange, tablesToJson } from "../../src/mod.ts";
import { isMyelinError, isRecord, messageOf } from "../../src/runtime/mod.ts";
import { counted, printJson } from "./admin/columns.ts";
import { CliError } from "./cli-error.ts";
import { exitCodes } from "./exit-codes.ts";
import { loadApplication } from "./load-application.ts";
import { openStore } from "./open-store.ts";
import { readSettings } from "./settings.ts";

export interface DiffOptions {
  readonly app: string;
  /** Compare with what the database says is deployed. */
  readonly deployed?: boolean;
  /** Changes that break something and are meant, as `code:subject`. */
  readonly accept?: readonly string[];
  readonly json?: boolean;
}

/**
 * `myelin diff`: tells what changes from one application's tables to another's: two kept files, a kept file and the application, or what is deployed and either.
 *
 * @throws CliError `checkFailed` where a change breaks something and is not accepted, `usage` for files that cannot be read or are no tables
 */
export async function diffTables(files: readonly string[], options: DiffOptions): Promise<void> {
  const { accept = [], json = false } = options;
  const sides = await bothSides(files, options);
  if (sides === undefined) {
    if (json) printJson({ safe: true, changes: [], deployed: null });
    else console.log("Nothing is deployed yet: there is nothing that a deployment could break");
    return;
  }
  const found = compared(sides);
  const changes = found.changes.map((change) => ({ ...change, accepted: accept.includes(keyOf(change)) }));
  const strange = accept.filter((key) => !found.changes.some((change) => keyOf(change) === key));
  const breaking = changes.filter((change) => change.breaking && !change.accepted);
  if (json) printJson({ safe: breaking.length === 0, changes });
  else process.stdout.write(changes.length === 0 ? "Nothing changed\n" : explainDiff(found));
  for (const key of strange) console.error(`Nothing to accept: "${key}" is none of the changes`);
  if (breaking.length > 0) throw refused(breaking);
}

function refused(breaking: readonly TableChange[]): CliError {
  const accepting = breaking.map((change) => `--accept ${JSON.stringify(keyOf(change))}`).join(" ");
  return new CliError(
    `Cannot call this safe: ${counted(breaking.length, "change")} would break something; mend what is named, or where it is meant, accept it: ${accepting}`,
    { exitCode: exitCodes.checkFailed },
  );
}

function keyOf({ code, subject }: TableChange): string {
  return `${code}:${subject}`;
}

type Sides = readonly [before: JsonObject, after: JsonObject];

function compared([before, after]: Sides): ReturnType<typeof diff> {
  try {
    return diff(before, after);
  } catch (cause) {
    if (!isMyelinError(cause) || cause.code !== "invalid_tables") throw cause;
    throw wrongUse(cause.message, cause);
  }
}

async function bothSides(files: readonly string[], { app, deployed = false }: DiffOptions): Promise<Sides | undefined> {
  const [first, second] = files;
  if (deployed) {
    if (second !== undefined)
      throw wrongUse("Cannot compare what is deployed with two files; name one, or none for --app");
    const after = first === undefined ? await compiled(app) : readTables(first);
    const before = await deployedTables(String(after.application));
    return before === undefined ? undefined : [before, after];
  }
  if (first === undefined)
    throw wrongUse(
      "Cannot compare: no tables are named; name two kept files, one to compare --app with, or --deployed",
    );
  return [readTables(first), second === undefined ? await compiled(app) : readTables(second)];
}

async function compiled(app: string): Promise<JsonObject> {
  return tablesToJson(await loadApplication(app));
}

async function deployedTables(application: string): Promise<JsonObject | undefined> {
  const store = await openStore(readSettings(process.env));
  try {
    const [last] = await store.deployments.list({ application, limit: 1 });
    return last?.tables;
  } finally {
    await store.close();
  }
}

function readTables(file: string): JsonObject {
  const mend = "keep the tables first: myelin routes --write FILE.json";
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isRecord(value)) return value as JsonObject; // JSON.parse makes nothing but Json
  } catch (cause) {
    throw wrongUse(`Cannot read "${file}": ${messageOf(cause)}; ${mend}`, cause);
  }
  throw wrongUse(`Cannot read "${file}": it is no object; ${mend}`);
}

function wrongUse(message: string, cause?: unknown): CliError {
  return new CliError(message, { exitCode: exitCodes.usage, cause });
}

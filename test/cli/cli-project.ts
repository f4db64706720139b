import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { type Ended, runProcess, type StartedProcess, startProcess } from "../hosts/started-process.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const binary = join(root, "dist/adapters/cli/main.js");

type Environment = Readonly<Record<string, string>>;

/** A user's project in a folder of its own, in which the built command runs. Gone when the test has ended. */
export interface CliProject {
  readonly directory: string;
  write(file: string, text: string): void;
  read(file: string): string;
  run(args: readonly string[], env?: Environment): Promise<Ended>;
  start(args: readonly string[], env?: Environment): StartedProcess;
}

/** What runs the command line: a program, and what stands before the command's own arguments. */
export interface Runner {
  readonly command: string;
  readonly args: readonly string[];
}

/** The built command on this Node, as npm would install it. */
const builtCommand: Runner = { command: process.execPath, args: [binary] };

export function cliProject(files: Readonly<Record<string, string>>, runner: Runner = builtCommand): CliProject {
  if (!existsSync(binary)) throw new Error("The command is not built: run npm run build first");
  const directory = mkdtempSync(join(tmpdir(), "myelin-cli-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  install(directory);
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  const options = (args: readonly string[], env: Environment = {}) => ({
    command: runner.command,
    args: [...runner.args, ...args],
    cwd: directory,
    env,
  });
  return {
    directory,
    write,
    read: (file) => readFileSync(join(directory, file), "utf8"),
    run: (args, env) => runProcess(options(args, env)),
    start: (args, env) => {
      const process = startProcess(options(args, env));
      onTestFinished(async () => {
        process.signal("SIGKILL");
        await process.ended;
      });
      return process;
    },
  };
}

/** What `npm install myelin` would bring, as links into this tree. */
function install(directory: string): void {
  const modules = join(directory, "node_modules");
  mkdirSync(modules);
  symlinkSync(root, join(modules, "myelin"), "junction");
  for (const name of ["valibot", "drizzle-orm"])
    symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
}

/** A small application of two files, with syntax that only TypeScript has. */
export const counterFiles = {
  "app.ts": `
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { aggregate, application, projection, query } from "myelin";
import { type Limits, limits } from "./limits.ts";

const { max }: Limits = limits;

export const counter = aggregate("counter", {
  initial: () => 0,
  events: { Counted: v.object({ by: v.number() }) },
  commands: { Count: v.object({ counterId: v.string(), by: v.number() }) },
  rejections: { TooMuch: "The counter ends at 100" },
})
  .route("counterId")
  .evolve({ Counted: (count, { by }) => count + by })
  .decide({ Count: (count, { by }, { emit, reject }) => (count + by > max ? reject.TooMuch() : emit.Counted({ by })) });

const countTable = pgTable("counts", { counterId: text("counter_id").primaryKey(), count: integer("count").notNull() });

export const counts = projection
  .fold("counts", { table: countTable, initial: { count: 0 } })
  .on(counter, { Counted: (row, { by }) => ({ count: row.count + by }) })
  .queries({ of: query(v.object({ id: v.string() }), async ({ id }, { rows }) => (await rows.get(id))?.count ?? 0) });

export const app = application("counting", [counter, counts]);
`,
  "limits.ts": `
export interface Limits { readonly max: number }
export const limits: Limits = { max: 100 };
`,
};

/** The address that a server has told. */
export async function addressOf(server: StartedProcess): Promise<string> {
  const [, url = ""] = await server.says(/listens on (http:\S+),/);
  return url;
}

/** Counts, and gives the answer. */
export async function count(url: string, by: number, key?: string): Promise<Readonly<Record<string, unknown>>> {
  return countIn(url, { counterId: "c-1", by, ...(key === undefined ? {} : { key }) });
}

/** The same in any counter. */
export async function countIn(
  url: string,
  { key, ...payload }: { readonly counterId: string; readonly by: number; readonly key?: string },
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(`${url}/commands/Count`, {
    method: "POST",
    body: JSON.stringify(payload),
    headers: { "content-type": "application/json", ...(key === undefined ? {} : { "idempotency-key": key }) },
  });
  // Each test compares what it reads.
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

/** What a projection says once it has seen the position. */
export async function countedAt(url: string, position: unknown): Promise<unknown> {
  const headers = { "myelin-wait-for": String(position) };
  return (await fetch(`${url}/queries/counts/of?id=c-1`, { headers })).json();
}

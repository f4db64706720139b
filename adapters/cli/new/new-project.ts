import { type Dirent, lstatSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { messageOf } from "../../../src/runtime/mod.ts";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { version } from "../version.ts";
import { denoTemplate } from "./deno-template.ts";
import { nodeTemplate } from "./node-template.ts";
import type { Template } from "./template.ts";
import { workersTemplate } from "./workers-template.ts";

/** What a project is to run on. */
export type TemplateName = "node" | "deno" | "workers";

/** Templates by the name that `--template` takes. */
export const templates: Readonly<Record<TemplateName, Template>> = {
  node: nodeTemplate,
  deno: denoTemplate,
  workers: workersTemplate,
};

export interface NewOptions {
  readonly template: TemplateName;
  /** Where npm gets myelin from. Default: this version and those that go with it. */
  readonly myelin?: string;
}

const nextSteps: Readonly<Record<TemplateName, readonly string[]>> = {
  node: ["npm install", "npm test", "npm run dev"],
  deno: ["deno task test", "deno task dev"],
  workers: ["npm install", "npm test", "export DATABASE_URL=postgres://…", "npm run migrate", "npm run dev"],
};

/**
 * `myelin new`: makes a folder with a project in it. Writes over nothing.
 *
 * @throws CliError `usage` for a name that is none, or a folder that holds something
 */
export function newProject(name: string, { template, myelin = `^${version}` }: NewOptions): void {
  checkName(name);
  const folder = resolve(name);
  checkFolder(folder, name);
  const files = templates[template]({ name, myelin });
  try {
    mkdirSync(folder, { recursive: true });
    // Never over what came there meanwhile.
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text, { flag: "wx" });
  } catch (cause) {
    throw refused(name, { why: `${messageOf(cause)}; name another folder`, cause });
  }
  const steps = [`cd ${name}`, ...nextSteps[template]].map((step) => `  ${step}`).join("\n");
  console.log(`Made "${name}" with ${Object.keys(files).length} files. Now:\n${steps}`);
}

/** It becomes a folder, a package of npm and an application: plain enough for each of them. */
function checkName(name: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 63)
    throw refused(name, {
      why: "the name is not a lower-case letter followed by at most 62 letters, digits and single hyphens; take one such as my-app",
    });
  if (["myelin", "valibot", "drizzle-orm", "vitest", "typescript", "test", "node"].includes(name))
    throw refused(name, { why: "a package of this name is needed in it; take another one" });
}

function checkFolder(folder: string, name: string): void {
  const stands = lstatSync(folder, { throwIfNoEntry: false });
  if (stands === undefined) return;
  if (!stands.isDirectory())
    throw refused(name, { why: "there is a file of this name; take another name, or move it away" });
  const [first, ...others] = readdirSync(folder, { withFileTypes: true }).filter(isSomething);
  if (first === undefined) return;
  const what = others.length === 0 ? `"${first.name}"` : `"${first.name}" and ${others.length} more`;
  throw refused(name, { why: `its folder holds ${what}; take another name, or empty it` });
}

/** A folder that is a repository without anything in it is empty. */
function isSomething({ name }: Dirent): boolean {
  return name !== ".git";
}

function refused(name: string, { why, cause }: { readonly why: string; readonly cause?: unknown }): CliError {
  return new CliError(`Cannot make project "${name}": ${why}`, { exitCode: exitCodes.usage, cause });
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Ended, runProcess, type StartedProcess, startProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { freshDatabase } from "../support/database.ts";
import { denoBinary } from "./deno-binary.ts";
import { skipFor } from "./lane.ts";

/** What a new user has: the packed package, and a folder. */
let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "myelin-templates-"));
  const { code, stdout, stderr } = await npm(["pack", "--json", "--pack-destination", folder], root);
  expect(code, stderr).toBe(0);
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as readonly { readonly filename: string }[]; // npm's own form
  tarball = join(folder, packed?.filename ?? "none");
  // The command itself, as npx would bring it.
  await ran(npm(["install", "--no-audit", "--no-fund", "--prefix", join(folder, "tools"), tarball], folder));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const quiet = ["--no-audit", "--no-fund"];

describe("a new project", () => {
  it("for Node installs, type-checks, tests and serves", async () => {
    const project = await made("node");
    await ran(npm(["install", ...quiet], project));
    await ran(npm(["run", "check"], project));
    expect((await ran(npm(["test"], project))).stdout).toMatch(/3 passed/);
    await ran(npm(["run", "migrate"], project));
    const command = join(project, "node_modules/.bin/myelin");
    const server = started({ command, args: ["start"], cwd: project, env: { PORT: "0" } });
    const [, url = ""] = await server.says(/listens on (http:\S+),/);
    await answers(url);
    server.signal("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0 });
  });

  it("for Workers installs, type-checks, tests and serves in workerd", async () => {
    const project = await made("workers");
    await ran(npm(["install", ...quiet], project));
    await ran(npm(["run", "check"], project));
    expect((await ran(npm(["test"], project))).stdout).toMatch(/3 passed/);
    const env = { DATABASE_URL: await freshDatabase({ empty: true }), PORT: "0" };
    await ran(runProcess({ command: "npm", args: ["run", "migrate"], cwd: project, env }));
    const server = started({ args: ["dev.mjs"], cwd: project, env });
    const [, url = ""] = await server.says(/Listening on (http:\S+)/);
    await answers(url);
    server.signal("SIGTERM");
    // Miniflare ends the process itself, as a signal does.
    expect(await server.ended).toMatchObject({ code: 143 });
  });

  const deno = denoBinary();

  it.skipIf(skipFor("missing" in deno ? deno.missing : undefined))(
    "for Deno type-checks, tests and serves",
    async () => {
      if ("missing" in deno) throw new Error(deno.missing);
      const project = await made("deno");
      // In place of the registry: what the specifiers of deno.json ask for, from the tarball.
      const packages = ["valibot@^1.5.0", "drizzle-orm@^0.45.4", "@electric-sql/pglite@^0.5.16"];
      await ran(npm(["install", ...quiet, "--no-save", tarball, ...packages], project));
      const own = ["--node-modules-dir=manual", "--no-lock"];
      const run = (args: readonly string[]) => runProcess({ command: deno.path, args, cwd: project });
      await ran(run(["check", ...own, "app.ts", "app_test.ts", "main.ts"]));
      expect((await ran(run(["test", ...own, "--allow-all"]))).stdout).toMatch(/3 passed/);
      const args = ["run", ...own, "--allow-all", "main.ts"];
      const server = started({ command: deno.path, args, cwd: project, env: { PORT: "0" } });
      const [, url = ""] = await server.says(/Listening on (http:\S+)/);
      await answers(url);
      server.signal("SIGTERM");
      expect(await server.ended).toMatchObject({ code: 0 });
    },
  );
});

async function made(template: string): Promise<string> {
  const command = join(folder, "tools/node_modules/.bin/myelin");
  const source = template === "deno" ? [] : ["--myelin", tarball];
  await ran(runProcess({ command, args: ["new", `my-${template}`, "--template", template, ...source], cwd: folder }));
  return join(folder, `my-${template}`);
}

function npm(args: readonly string[], cwd: string): Promise<Ended> {
  return runProcess({ command: "npm", args, cwd });
}

async function ran(process: Promise<Ended>): Promise<Ended> {
  const ended = await process;
  expect(ended.code, `${ended.stdout}\n${ended.stderr}`).toBe(0);
  return ended;
}

/** Gone when the test has ended, however it went. */
function started(options: Parameters<typeof startProcess>[0]): StartedProcess {
  const server = startProcess(options);
  onTestFinished(async () => {
    server.signal("SIGKILL");
    await server.ended;
  });
  return server;
}

/** A command, and a query that waits for it. */
async function answers(url: string): Promise<void> {
  const done = await fetch(`${url}/commands/AddTask`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ taskId: "t-1", title: "Sweep" }),
  });
  expect(done.status, await done.clone().text()).toBe(200);
  const headers = { "myelin-wait-for": done.headers.get("myelin-position") ?? "" };
  const tasks = await fetch(`${url}/queries/tasks/all`, { headers });
  expect(await tasks.json()).toEqual([{ taskId: "t-1", title: "Sweep", done: false }]);
}

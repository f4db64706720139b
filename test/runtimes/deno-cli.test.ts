import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addressOf, type CliProject, cliProject, count, countedAt, counterFiles } from "../cli/cli-project.ts";
import { root } from "../house/tree.ts";
import { freshDatabase } from "../support/database.ts";
import { denoBinary } from "./deno-binary.ts";
import { skipFor } from "./lane.ts";

const binary = denoBinary();

describe.skipIf(skipFor("missing" in binary ? binary.missing : undefined))("the command line on Deno", () => {
  it("migrates, starts from the sources, serves and ends on a signal", async () => {
    const project = denoProject();
    const env = await environment();
    expect((await project.run(["routes"], env)).stdout).toMatch(/^application counting\n/);
    expect((await project.run(["start"], env)).code).toBe(4);
    expect((await project.run(["migrate"], env)).code).toBe(0);
    const server = project.start(["start"], env);
    const url = await addressOf(server);
    const { position } = await count(url, 7);
    expect(await countedAt(url, position)).toBe(7);
    server.signal("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
  });

  it("starts anew in development when a source changes", async () => {
    const project = denoProject();
    const dev = project.start(["dev"], await environment());
    expect(await count(await addressOf(dev), 101)).toMatchObject({ reason: "TooMuch" });
    project.write("limits.ts", counterFiles["limits.ts"].replace("max: 100", "max: 1000"));
    const [, again = ""] = await dev.says(/listens on [\s\S]*listens on (\S+),/);
    expect(await count(again, 101)).toMatchObject({ version: 1 });
    dev.signal("SIGINT");
    expect(await dev.ended).toMatchObject({ code: 0, signal: null });
  });
});

function denoProject(): CliProject {
  if ("missing" in binary) throw new Error(binary.missing);
  const main = join(root, "adapters/cli/main.ts");
  const project = cliProject(counterFiles, { command: binary.path, args: ["run", "--allow-all", main] });
  // Tells Deno to take packages from node_modules, as it does in a user's project that has one.
  project.write("package.json", JSON.stringify({ name: "counting", type: "module" }));
  return project;
}

async function environment(): Promise<Readonly<Record<string, string>>> {
  return { DATABASE_URL: await freshDatabase({ empty: true }), PORT: "0", DENO_NO_UPDATE_CHECK: "1" };
}

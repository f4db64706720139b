import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { cliProject } from "../cli/cli-project.ts";
import { runProcess } from "../hosts/started-process.ts";
import { read, root } from "../house/tree.ts";
import { startCluster } from "../support/local-cluster.ts";
import { folderWith } from "../support/programs.ts";
import { rawWriter } from "../support/raw-writer.ts";

const bin = await folderWith("initdb", "postgres", "pg_dump", "pg_restore");
const reason = "no initdb, postgres, pg_dump and pg_restore of one version on this machine";
if (bin === undefined && process.env.CI === "true")
  throw new Error(`Cannot test the commands of docs/running: ${reason}`);

describe.skipIf(bin === undefined)(`examples/running/operate.sh (skipped when there is ${reason})`, () => {
  it("migrates, looks, backs up and restores, as docs/running says", { timeout: 300_000 }, async () => {
    const cluster = await startCluster(bin ?? "", "operate");
    onTestFinished(() => cluster.stop());
    const admin = rawWriter(cluster.url);
    await admin.run("create database restored");
    await admin.end();
    const { directory } = cliProject({ "app.ts": read("examples/getting-started/app.ts") });
    mkdirSync(join(directory, "node_modules/.bin"));
    const command = join(root, "dist/adapters/cli/main.js");
    chmodSync(command, 0o755); // as npm does
    symlinkSync(command, join(directory, "node_modules/.bin/myelin"));
    const { code, stdout, stderr } = await runProcess({
      command: "sh",
      args: [join(root, "examples/running/operate.sh")],
      cwd: directory,
      env: {
        DATABASE_URL: cluster.url,
        RESTORED_URL: cluster.url.replace(/postgres$/, "restored"),
        PATH: [bin, process.env.PATH].join(delimiter),
      },
    });
    expect(code, `${stdout}\n${stderr}`).toBe(0);
    expect(stdout).toContain("No letters wait");
    expect(stdout.trim().split("\n").at(-1)).toBe("Nothing to do: the database is ready");
  });
});

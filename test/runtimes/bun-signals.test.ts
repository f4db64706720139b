import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, test } from "vitest";
import { signalCases, signalProgram } from "../hosts/signal-cases.ts";
import { type StartedProcess, startProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { bunBinary } from "./bun-binary.ts";
import { skipFor } from "./lane.ts";

const binary = bunBinary();
const directory = mkdtempSync(join(tmpdir(), "myelin-bun-signals-"));
afterAll(() => rmSync(directory, { recursive: true }));
const from = pathToFileURL(join(root, "adapters/bun/mod.ts")).href;

describe.skipIf(skipFor("missing" in binary ? binary.missing : undefined))("serveBun", () => {
  test.each(signalCases)("$name", ({ run }) => run(startServer));
});

function startServer(onShutdown: string): StartedProcess {
  if ("missing" in binary) throw new Error(binary.missing);
  const program = join(directory, "server.mjs");
  writeFileSync(program, signalProgram({ name: "serveBun", from }, onShutdown));
  return startProcess({ command: binary.path, args: [program] });
}

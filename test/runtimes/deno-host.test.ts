import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { denoBinary } from "./deno-binary.ts";
import { skipFor } from "./lane.ts";

const binary = denoBinary();
const cwd = mkdtempSync(join(tmpdir(), "myelin-deno-"));
afterAll(() => rmSync(cwd, { recursive: true }));

describe.skipIf(skipFor("missing" in binary ? binary.missing : undefined))("on Deno", () => {
  it.each([
    [
      "deno serve with the bank's main file",
      ["serve", "-A", `--config=${root}deno.json`, "--port=0", `${root}examples/bank/deno.ts`],
      {},
    ],
    [
      "myelin dev over the bank",
      ["run", "-A", `${root}adapters/cli/main.ts`, "dev", `--app=${root}examples/bank/bank.ts`],
      { PORT: "0" },
    ],
  ])("%s serves, and ends cleanly on SIGTERM", async (_, args, env) => {
    if ("missing" in binary) throw new Error(binary.missing);
    const server = startProcess({ command: binary.path, args, cwd: mkdtempSync(join(cwd, "app-")), env });
    const [, port] = await server.says(/https?:\/\/[^:]+:(\d+)/);
    const answer = await fetch(`http://127.0.0.1:${port}/commands/OpenAccount`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ accountId: "a-1", owner: "Ann" }),
    });
    expect([answer.status, (await answer.json()).version]).toEqual([200, 1]);
    server.signal("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0 });
  });
});

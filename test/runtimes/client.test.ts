import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { type NodeServer, serveNode } from "../../adapters/node/mod.ts";
import { type ClientCaseResult, clientCases } from "../client/client-cases.ts";
import { missingBrowser, openChromium } from "../dashboard/browser/chromium.ts";
import { runProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { type OpenBank, openBank } from "../http/open-bank.ts";
import { bunBinary } from "./bun-binary.ts";
import { denoBinary } from "./deno-binary.ts";
import { skipFor } from "./lane.ts";
import { bundleWorker } from "./workers/bundle-worker.ts";
import { startWorker } from "./workers/start-worker.ts";

const folder = mkdtempSync(join(tmpdir(), "myelin-client-"));
const program = join(folder, "run-here.mjs");
const binaries = { Deno: denoBinary(), Bun: bunBinary() } as const;
const noBrowser = await missingBrowser();

let open: OpenBank;
let server: NodeServer;

async function scriptOf(path: string): Promise<string> {
  return (await bundleWorker(`${root}test/runtimes/${path}.ts`)).script;
}

beforeAll(async () => {
  open = await openBank(memoryStore());
  const app = new Hono();
  app.get("/page", (context) => context.html('<!doctype html><script type="module" src="/page.js"></script>'));
  const script = await scriptOf("client/page");
  app.get("/page.js", (context) => context.body(script, 200, { "content-type": "text/javascript" }));
  app.route("/", httpApp(open.engine, { adminToken: "t", log: () => undefined }));
  server = await serveNode({ fetch: app.fetch, port: 0, signals: [] });
  writeFileSync(program, await scriptOf("client/run-here"));
});
afterAll(async () => {
  await server.stop();
  await open.close();
  rmSync(folder, { recursive: true });
});

const allRight: readonly ClientCaseResult[] = clientCases.map(({ name }) => ({ name, failure: null }));

/** The cases on a program that reads them from a file. */
async function runBy(command: string, args: readonly string[] = []): Promise<unknown> {
  const env = { DENO_NO_UPDATE_CHECK: "1" };
  const { code, stdout, stderr } = await runProcess({ command, args: [...args, program, server.url], env });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe("a client that was bundled, without the server's code", () => {
  it("does all on Node", async () => {
    expect(await runBy(process.execPath)).toEqual(allRight);
  });

  it.skipIf(skipFor("missing" in binaries.Deno ? binaries.Deno.missing : undefined))("does all on Deno", async () => {
    if ("missing" in binaries.Deno) throw new Error(binaries.Deno.missing);
    expect(await runBy(binaries.Deno.path, ["run", "--allow-net"])).toEqual(allRight);
  });

  it.skipIf(skipFor("missing" in binaries.Bun ? binaries.Bun.missing : undefined))("does all on Bun", async () => {
    if ("missing" in binaries.Bun) throw new Error(binaries.Bun.missing);
    expect(await runBy(binaries.Bun.path, ["run"])).toEqual(allRight);
  });

  it("does all on workerd", async () => {
    const worker = await startWorker({
      script: await scriptOf("workers/client-worker"),
      bindings: { SERVER: server.url },
    });
    try {
      expect(await (await worker.fetch("/")).json()).toEqual(allRight);
    } finally {
      await worker.stop();
    }
  });

  it.skipIf(skipFor(noBrowser))("does all in Chromium", async () => {
    const browser = await openChromium();
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}/page`);
      await page.waitForFunction(() => "runHere" in globalThis);
      expect(await page.evaluate(() => globalThis.runHere())).toEqual(allRight);
    } finally {
      await browser.close();
    }
  });
});

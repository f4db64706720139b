import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleLog } from "../../examples/loans/sample/sample-log.ts";
import { runProcess } from "../hosts/started-process.ts";
import { freePort } from "../support/embedded-server.ts";
import { builtScript, endLeftMains, startMain } from "./loans-process.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "myelin-loans-start-"));
});
afterAll(async () => {
  await endLeftMains();
  rmSync(cwd, { recursive: true });
});

describe("npm start", { timeout: 600_000 }, () => {
  it("replays, prints the figures, serves until SIGINT; the second start adds nothing", async () => {
    const env = { PORT: String(await freePort()) };
    const start = () => startMain(["--rows", "400"], { cwd, env });
    const first = start();
    const [, url] = await first.says(/Serving (\S+), for example/);
    const totals = await (await fetch(`${url}/queries/outcomes/totals`)).json();
    first.signal("SIGINT");
    const firstEnd = await first.ended;
    expect(firstEnd.code, firstEnd.stderr).toBe(0);
    expect(firstEnd.stdout).toMatch(/Replayed 400 rows: \d+ accepted, \d+ kept as deviations\.\n/);
    expect(firstEnd.stdout).toMatch(
      new RegExp(`Applications\n +submitted +${totals.submitted}\n +approved +${totals.approved}\n`),
    );

    const second = start();
    await second.says(/Serving /);
    expect(await (await fetch(`${url}/queries/outcomes/totals`)).json()).toEqual(totals);
    second.signal("SIGTERM");
    const secondEnd = await second.ended;
    expect(secondEnd.code, secondEnd.stderr).toBe(0);
    expect(secondEnd.stdout).toContain("An earlier replay had brought in all of them: nothing was added.");
  });

  it("says who else listens on the port", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo; // it listens on TCP
    const env = { PORT: String(port) };
    const { code, stderr } = await runProcess({ args: [builtScript("main")], cwd, env });
    other.close();
    expect(code).toBe(1);
    expect(stderr.trim()).toBe(
      `Cannot listen on "127.0.0.1:${port}": another process listens there; stop it, or set PORT to another port`,
    );
  });

  it.each([
    [["--log", "no-such.csv"], "There is no such file"],
    [["--rows", "0"], "It must be a whole number above 0"],
    [["--in-flight", "many"], "It must be a whole number above 0"],
    [["--port", "65536"], "It must be a number from 0 to 65535"],
  ])("refuses %j in words", async (args, words) => {
    const { code, stderr } = await runProcess({ args: [builtScript("main"), ...args], cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });
});

describe("replay", { timeout: 600_000 }, () => {
  it("replays a file into a server that runs, and tells of applications that came from elsewhere", async () => {
    const log = join(cwd, "sample.csv");
    writeFileSync(log, (await text(sampleLog())).split("\n").slice(0, 201).join("\n"));
    const env = { PORT: "0" };
    const server = startMain(["--no-replay"], { cwd: mkdtempSync(join(cwd, "replay-")), env });
    const [, url = ""] = await server.says(/Serving (\S+), for example/);
    const submitted = { applicationId: "mine", amount: 5_000, submittedAt: "2026-01-05T09:00:00Z" };
    const headers = { "content-type": "application/json" };
    await fetch(`${url}/commands/SubmitApplication`, { method: "POST", headers, body: JSON.stringify(submitted) });
    const { code, stdout, stderr } = await runProcess({ args: [builtScript("replay"), "--url", url, "--log", log] });
    server.signal("SIGTERM");
    await server.ended;
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("Replayed 200 rows: ");
    expect(stdout).toContain("The database also holds 1 applications of other logs");
  });

  it("says what is wrong with a log, and where", async () => {
    const log = join(cwd, "wrong.csv");
    writeFileSync(log, "a,b\n1,2\n");
    const { code, stderr } = await runProcess({ args: [builtScript("replay"), "--log", log] });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Cannot read the log: its header is "a,b"/);
  });
});

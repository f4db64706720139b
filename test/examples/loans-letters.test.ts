import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Ended, runProcess } from "../hosts/started-process.ts";
import { endLeftMains, startMain } from "./loans-process.ts";

const myelin = fileURLToPath(new URL("../../dist/adapters/cli/main.js", import.meta.url));

let cwd: string;
beforeAll(() => {
  if (!existsSync(myelin)) throw new Error("The command is not built: run npm run build first");
  cwd = mkdtempSync(join(tmpdir(), "myelin-loans-letters-"));
});
afterAll(async () => {
  await endLeftMains();
  rmSync(cwd, { recursive: true });
});

/** The walk of README.md, "When a handler fails". */
it("a bug parks the loans that it concerns, and nothing else; mended, they are retried", {
  timeout: 600_000,
}, async () => {
  const broken = startMain(["--rows", "1500"], { cwd, env: { PORT: "0", LOANS_BUG: "sizes" } });
  const [, url = ""] = await broken.says(/Serving (\S+), for example/);
  const command = (at: string, ...args: readonly string[]): Promise<Ended> =>
    runProcess({ args: [myelin, "dead-letters", ...args, "--url", at] });
  const ask = async (at: string, query: string): Promise<unknown> => (await fetch(`${at}/queries/${query}`)).json();

  const figures = await fetch(`${url}/queries/outcomes/totals`);
  const headers = { "myelin-wait-for": String(figures.headers.get("myelin-position")) };
  const outcomes = await figures.json();
  expect((await fetch(`${url}/queries/sizes/totals`, { headers })).status).toBe(200);
  const parked = JSON.parse((await command(url, "list", "--json")).stdout);
  expect(parked.length).toBeGreaterThan(0);
  for (const { processor, head } of parked)
    expect([processor, head.eventType, head.cause.type]).toEqual([
      "sizes",
      "application.ApplicationSubmitted",
      "TypeError",
    ]);
  const [{ sequence, letters }] = parked;
  const shown = await command(url, "show", "sizes", sequence, "--stack");
  expect(shown.stdout).toMatch(
    /TypeError: Reduce of empty array with no initial value\n +at .*\n +at sizeOf \(.*size-of/,
  );
  expect(shown.stdout).toMatch(/"amount":(49|50)[0-9]00/);
  expect(await ask(url, `sizes/of?applicationId=${sequence}`)).toBeNull();
  const stillBroken = await command(url, "retry", "sizes", sequence);
  expect([stillBroken.code, stillBroken.stdout.includes("stopped at letter")]).toEqual([1, true]);
  broken.signal("SIGTERM");
  await broken.ended;

  const mended = startMain(["--no-replay"], { cwd, env: { PORT: "0" } });
  const [, address = ""] = await mended.says(/Serving (\S+), for example/);
  const retried = await command(address, "retry", "sizes", "--all");
  expect([retried.code, retried.stdout], retried.stderr).toEqual([
    0,
    expect.stringMatching(
      new RegExp(`letters? handled; sequences that go on: ${parked.length} of ${parked.length}\n$`),
    ),
  ]);
  expect((await command(address, "list")).stdout).toBe("No letters wait\n");
  expect(await ask(address, `sizes/of?applicationId=${sequence}`)).toMatchObject({ size: "very large" });
  expect(letters).toBeGreaterThan(0);
  expect(await ask(address, "outcomes/totals")).toEqual(outcomes);
  const sizes = JSON.stringify(await ask(address, "sizes/totals"));
  expect(JSON.parse(sizes)).toContainEqual({
    size: "very large",
    applications: parked.length,
    approved: expect.any(Number),
  });
  mended.signal("SIGTERM");
  await mended.ended;
});

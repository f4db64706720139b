import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exitCodeHelp, exitCodes } from "../../adapters/cli/exit-codes.ts";
import { version } from "../../adapters/cli/version.ts";
import { cliProject, counterFiles } from "./cli-project.ts";

test("the version is that of package.json", async () => {
  const { version: published } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(version).toBe(published);
  expect((await cliProject({}).run(["--version"])).stdout).toBe(`${version}\n`);
});

test("help names every command, variable and exit code", async () => {
  const { code, stdout } = await cliProject({}).run(["--help"]);
  expect(code).toBe(0);
  const commands = ["dev", "start", "migrate", "routes", "processors", "dead-letters", "workflows"];
  for (const word of [...commands, "DATABASE_URL", "PORT", "HOST", "MYELIN_ADMIN_TOKEN"])
    expect(stdout).toMatch(new RegExp(`^  ${word}\\b|, ${word}\\b`, "m"));
  expect(stdout).toContain(exitCodeHelp.trim());
  for (const code of Object.values(exitCodes)) expect(exitCodeHelp).toMatch(new RegExp(`^  ${code} `, "m"));
});

test.each(["dev", "start", "migrate", "routes"])("help of %s has examples", async (command) => {
  const { code, stdout } = await cliProject({}).run([command, "--help"]);
  expect([
    code,
    stdout.includes("Examples:"),
    stdout.includes("--app <path>"),
    stdout.includes("--development"),
  ]).toEqual([0, true, true, false]);
});

test.each([
  [[], "Usage: myelin"],
  [["rotes"], "unknown command 'rotes'\n(Did you mean routes?)"],
  [["routes", "--jsn"], "unknown option '--jsn'"],
  [["routes", "--app"], "option '--app <path>' argument missing"],
  [["routes", "--check", "a", "--write", "b"], "cannot be used with option"],
  [["routes", "surplus"], "too many arguments"],
] as const)("wrong usage %j ends with 2 and says what is wrong", async (args, told) => {
  const { code, stderr } = await cliProject({}).run(args);
  expect([code, stderr.includes(told), / at .*:\d/.test(stderr)]).toEqual([2, true, false]);
});

test.each(["x", "-1", "65536", "80.5"])("PORT=%s is told before anything starts", async (PORT) => {
  const { code, stderr } = await cliProject(counterFiles).run(["start"], { PORT });
  expect([code, stderr]).toEqual([
    2,
    `myelin: Cannot read PORT "${PORT}": it is not a number from 0 to 65535; mend it\n`,
  ]);
});

import { expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { addressOf, cliProject, count, countedAt, counterFiles } from "./cli-project.ts";

/** Many short processes: seconds each where many tests run at once. */
const patience = { timeout: 300_000 };

const token = { MYELIN_ADMIN_TOKEN: "sesame" };

test("processors are looked at and steered through a server, and on the database beside it", patience, async () => {
  const project = cliProject(counterFiles);
  const env = { DATABASE_URL: await freshDatabase({ empty: true }), PORT: "0", ...token };
  await project.run(["migrate"], env);
  const server = project.start(["start"], env);
  const url = await addressOf(server);
  const places = [
    { args: [], env },
    { args: ["--url", url], env: token },
  ];
  for (const place of places) {
    const run = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await project.run(["processors", ...args, ...place.args], place.env);
      expect([code, stderr], args.join(" ")).toEqual([0, ""]);
      return stdout;
    };
    expect(await run("list")).toMatch(
      /^PROCESSOR +KIND +STATE .*\ncounts +projection +(running|replaying) +0 +16 +1 +0 +0\n$/,
    );
    expect(await run("status", "counts")).toMatch(
      /^projection "counts": (running|replaying)\n[\s\S]*nodes: .+\nno letters\n\nSEGMENT +POSITION/,
    );
    expect(JSON.parse(await run("list", "--json"))).toEqual([JSON.parse(await run("status", "counts", "--json"))]);

    expect(await run("pause", "counts")).toBe('Paused "counts"\n');
    expect(await run("status", "counts")).toContain('"counts": paused');
    const { position } = await count(url, 2);
    expect(await run("resume", "counts")).toBe('"counts" goes on\n');
    const before = await countedAt(url, position);

    expect(await run("split", "counts")).toMatch(/^"counts" has 17 segments now: /);
    expect(await run("merge", "counts")).toMatch(/^"counts" has 16 segments now: /);
    expect(await run("release", "counts", "--segment", "0", "--away", "1ms")).toBe('Released segment 0 of "counts"\n');
    expect(await run("align", "counts")).toBe('"counts" follows the declared sequence\n');
    const reset = await run("reset", "counts", "--to", "first", "--context", '{"why":1}', "--force");
    expect(reset).toMatch(/^Reset "counts": it replays up to position \d+\n$/);
    expect(await countedAt(url, (await count(url, 1)).position)).toBe(Number(before) + 1);
    const rebuilt = await project.run(["processors", "rebuild", "counts", "--wait", ...place.args], place.env);
    expect([rebuilt.code, rebuilt.stdout.split("\n").at(-2)]).toEqual([
      0,
      'Rebuilt "counts": queries see the new rows',
    ]);
    expect(rebuilt.stderr).toMatch(/^(rebuild building: at position \d+, (nothing|\d+ events?) left\n)*$/);
    expect(await run("pause", "counts")).toBe('Paused "counts"\n');
    expect(await run("rebuild", "counts", "--context", "{}")).toContain('Rebuilding "counts" beside its rows');
    expect(await run("status", "counts")).toMatch(/"counts": paused, rebuilding\nrebuild building: at position/);
    expect(await run("rebuild", "counts", "--cancel")).toContain("its rows are as they were");
    expect(await run("resume", "counts")).toBe('"counts" goes on\n');
    expect(await countedAt(url, (await count(url, 1)).position)).toBe(Number(before) + 2);
  }
});

test.each([
  [["processors"], "Usage: myelin processors"],
  [["processors", "lst"], "unknown command 'lst'\n(Did you mean list?)"],
  [["processors", "status"], "missing required argument 'name'"],
  [["processors", "reset", "counts"], "required option '--to <place>' not specified"],
  [["processors", "reset", "counts", "--to", "yesterday"], "It must be first, latest, a position, or a time"],
  [["processors", "reset", "counts", "--to", "2026-01-31"], "It must be first, latest, a position, or a time"],
  [["processors", "reset", "counts", "--to", "0", "--context", "{"], "It must be JSON"],
  [["processors", "rebuild", "counts", "--cancel", "--wait"], "cannot be used with option '--wait'"],
  [["processors", "release", "counts", "--away", "60"], "It must be a time such as 500ms, 60s"],
  [["processors", "split", "counts", "--segment", "-1"], "It must be a whole number from 0 to 65535"],
  [["dead-letters", "show", "counts"], "missing required argument 'sequence'"],
  [["dead-letters", "evict", "counts", "c-1", "--index", "all"], "It must be a whole number"],
  [["workflows", "show", "approval"], "missing required argument 'id'"],
  [["workflows", "list", "--status", "lost"], "Allowed choices are running"],
  [["workflows", "list", "--limit", "0"], "It must be a whole number from 1"],
  [["workflows", "start", "approval", "--input", "{"], "It must be JSON"],
] as const)("wrong usage %j ends with 2 and says what is wrong", async (args, told) => {
  const { code, stderr } = await cliProject({}).run(args);
  expect([code, stderr.includes(told), / at .*:\d/.test(stderr)], stderr).toEqual([2, true, false]);
});

test.each([
  [
    "processors",
    ["list", "status", "pause", "resume", "reset", "rebuild", "split", "merge", "release", "align", "forget"],
  ],
  ["dead-letters", ["list", "show", "retry", "evict", "move"]],
  ["workflows", ["list", "show", "start", "signal", "cancel", "resume", "migrate"]],
] as const)("help of %s names its commands, and each of them has examples", async (group, commands) => {
  const project = cliProject({});
  const { code, stdout } = await project.run([group, "--help"]);
  expect(code).toBe(0);
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"));
  const helps = await Promise.all(commands.map((command) => project.run([group, command, "--help"])));
  for (const help of helps) {
    expect([help.code, help.stdout.includes("--url <url>"), help.stdout.includes("--app <path>")]).toEqual([
      0,
      true,
      true,
    ]);
    expect(help.stdout).toContain(`Examples:\n  $ myelin ${group} `);
  }
});

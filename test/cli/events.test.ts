import { expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { addressOf, cliProject, counterFiles } from "./cli-project.ts";

/** Many short processes: seconds each where many tests run at once. */
const patience = { timeout: 300_000 };
const token = { MYELIN_ADMIN_TOKEN: "sesame" };

test("events are shown by a server and on the database beside it, and followed", patience, async () => {
  const project = cliProject(counterFiles);
  const env = { DATABASE_URL: await freshDatabase({ empty: true }), PORT: "0", ...token };
  await project.run(["migrate"], env);
  const url = await addressOf(project.start(["start"], env));
  const count = async (): Promise<void> => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/commands/Count`, {
      method: "POST",
      headers,
      body: '{"counterId":"c-1","by":1}',
    });
    expect(answer.status, await answer.text()).toBe(200);
  };
  let total = 3;
  for (let at = 0; at < total; at++) await count();
  for (const { args, own } of [
    { args: [], own: env },
    { args: ["--url", url], own: token },
  ]) {
    const { code, stdout, stderr } = await project.run(["events", "--limit", "3", ...args], own);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(3);
    expect(stdout).toMatch(/^\d+ {2}\S+Z {2}counter\.Counted {2}counter\/c-1 1 {2}\{/);
    const lines = (await project.run(["events", "--json", "--limit", "2", "--stream", "counter/c-1", ...args], own))
      .stdout;
    expect(
      lines
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).version),
    ).toEqual([1, 2]);
    total += 1;
    const followed = project.run(
      ["events", "--follow", "--after", "first", "--types", "counter.Counted", "--limit", String(total), ...args],
      own,
    );
    await count();
    expect((await followed).stdout.trimEnd().split("\n")).toHaveLength(total);
    const wrong = await project.run(["events", "--types", "counter.Count", ...args], own);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('did you mean "counter.Counted"')]);
  }
  const refused = await project.run(["events", "--follow", "--url", url], { MYELIN_ADMIN_TOKEN: "wrong" });
  expect(refused.code).toBe(7);
  expect((await project.run(["events", "--url", "http://127.0.0.1:1"], token)).code).toBe(7);
});

import { expect, test } from "vitest";
import { addressOf, cliProject, count, counterFiles } from "./cli-project.ts";

// Making a PGlite directory compiles a whole Postgres: seconds of processor time, more where many tests run at once.
const patience = 300_000;

test("without DATABASE_URL everything is kept in .myelin, by one process at a time", {
  timeout: patience,
}, async () => {
  const project = cliProject(counterFiles);
  const anyPort = { PORT: "0" };
  expect((await project.run(["migrate"])).code).toBe(0);
  const first = project.start(["start"], anyPort);
  const url = await addressOf(first);
  const counted = await count(url, 40, "once");
  for (const command of ["start", "migrate"]) {
    const { code, stderr } = await project.run([command], anyPort);
    expect([code, stderr.split("\n").length]).toEqual([4, 2]);
    expect(stderr).toMatch(/^myelin: Cannot open directory ".myelin": process \d+ /);
  }
  const locked = await project.run(["processors", "list"], anyPort);
  expect([locked.code, locked.stderr]).toEqual([4, expect.stringMatching(/process \d+ .* --url http:/)]);
  // No token is set, and this is no server of development.
  const closed = await project.run(["processors", "list", "--url", url]);
  expect([closed.code, closed.stderr]).toEqual([7, expect.stringContaining("MYELIN_ADMIN_TOKEN")]);
  first.signal("SIGTERM");
  expect(await first.ended).toMatchObject({ code: 0, signal: null });
  const listed = await project.run(["processors", "list"]);
  expect([listed.code, listed.stdout]).toEqual([0, expect.stringMatching(/\ncounts +projection +not running /)]);
  // Fails where it listens, and must let go of the directory all the same.
  const elsewhere = await project.run(["start"], { PORT: "0", HOST: "192.0.2.1" });
  expect([elsewhere.code, elsewhere.stderr.includes("this machine has no such address")]).toEqual([5, true]);
  const second = project.start(["start"], anyPort);
  expect(await count(await addressOf(second), 40, "once")).toEqual({ ...counted, duplicate: true });
  second.signal("SIGTERM");
  expect(await second.ended).toMatchObject({ code: 0, signal: null });
});

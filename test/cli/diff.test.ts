import { expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { addressOf, cliProject, count, countedAt, counterFiles } from "./cli-project.ts";
import { parkingFiles } from "./parking-app.ts";
import { workflowFiles } from "./workflow-app.ts";

/** Many short processes: seconds each where many tests run at once. */
const patience = { timeout: 300_000 };

const app = counterFiles["app.ts"];
const wider = app.replace('rejections: { TooMuch: "The', 'rejections: { TooLittle: "No", TooMuch: "The');
const narrower = app.replace(
  "commands: { Count: v.object({ counterId: v.string(), by: v.number() }) }",
  "commands: { Count: v.object({ counterId: v.string(), by: v.pipe(v.number(), v.minValue(1)) }) }",
);
const renamed = app.replace('.fold("counts"', '.fold("totals"');

test("diff of two kept files ends with 0 where nothing breaks, and with 1 where something does", patience, async () => {
  const project = cliProject(counterFiles);
  await project.run(["routes", "--write", "a.json"]);
  expect((await project.run(["diff", "a.json", "a.json"])).stdout).toBe("Nothing changed\n");
  project.write("app.ts", wider);
  await project.run(["routes", "--write", "b.json"]);
  const safe = await project.run(["diff", "a.json", "b.json"]);
  expect([safe.code, safe.stderr]).toEqual([0, ""]);
  expect(safe.stdout).toContain('safe    Aggregate "counter" can reject with "TooLittle"');
  project.write("app.ts", narrower);
  const breaks = await project.run(["diff", "a.json"]);
  expect(breaks.code).toBe(1);
  expect(breaks.stdout).toContain('BREAKS  Command "Count" takes less: at "by" minimum is 1');
  expect(breaks.stderr).toContain(
    '1 change would break something; mend what is named, or where it is meant, accept it: --accept "command_narrowed:Count"',
  );
  const accepted = await project.run(["diff", "a.json", "--accept", "command_narrowed:Count", "--json"]);
  expect([accepted.code, JSON.parse(accepted.stdout)]).toMatchObject([
    0,
    { safe: true, changes: [{ code: "command_narrowed", breaking: true, accepted: true }] },
  ]);
  const strange = await project.run(["diff", "a.json", "--accept", "command_narrowed:Other"]);
  expect([strange.code, strange.stderr.includes('Nothing to accept: "command_narrowed:Other"')]).toEqual([1, true]);
});

test("diff that is used wrongly ends with 2 and tells the mend", patience, async () => {
  const project = cliProject({ ...counterFiles, "list.json": "[]", "other.json": "{}", "bad.json": "{" });
  for (const [args, said] of [
    [["diff"], "no tables are named"],
    [["diff", "missing.json"], 'Cannot read "missing.json"'],
    [["diff", "list.json"], "it is no object"],
    [["diff", "bad.json"], 'Cannot read "bad.json"'],
    [["diff", "other.json"], "no application's tables"],
    [["diff", "a.json", "b.json", "c.json"], "too many files"],
    [["diff", "a.json", "b.json", "--deployed"], "with two files"],
  ] as const) {
    const { code, stderr } = await project.run(args);
    expect([code, stderr.includes(said)], stderr).toEqual([2, true]);
  }
});

test("diff --deployed and check-deploy ask the database", patience, async () => {
  const project = cliProject(counterFiles);
  const env = { DATABASE_URL: await freshDatabase({ empty: true }), PORT: "0" };
  expect((await project.run(["diff", "--deployed"], env)).code).toBe(4);
  await project.run(["migrate"], env);
  const none = await project.run(["diff", "--deployed"], env);
  expect([none.code, none.stdout.startsWith("Nothing is deployed yet")], none.stderr).toEqual([0, true]);
  const server = project.start(["start"], env);
  await count(await addressOf(server), 1);
  expect((await project.run(["diff", "--deployed"], env)).stdout).toBe("Nothing changed\n");
  expect((await project.run(["check-deploy"], env)).stdout).toContain("Nothing stands in the way");
  server.signal("SIGTERM");
  await server.ended;
  project.write("app.ts", renamed);
  const { code, stdout } = await project.run(["diff", "--deployed", "--json"], env);
  expect([code, JSON.parse(stdout)]).toMatchObject([
    1,
    { safe: false, changes: [{ code: "processor_renamed", subject: "counts" }] },
  ]);
  expect((await project.run(["check-deploy", "--json"], env)).stdout).toBe('{\n  "ok": true,\n  "obstacles": []\n}\n');
});

test("check-deploy refuses code without the processor or the handler of letters that wait", patience, async () => {
  const project = cliProject(parkingFiles);
  const env = { DATABASE_URL: await freshDatabase({ empty: true }), PORT: "0" };
  await project.run(["migrate"], env);
  const server = project.start(["start"], env);
  const url = await addressOf(server);
  expect(await countedAt(url, (await count(url, 13)).position)).toMatchObject({ code: "sequence_parked" });
  server.signal("SIGTERM");
  await server.ended;
  expect((await project.run(["check-deploy"], env)).code).toBe(0);
  project.write("app.ts", parkingFiles["app.ts"].replace('.fold("counts"', '.fold("totals"'));
  const orphaned = await project.run(["check-deploy"], env);
  expect(orphaned.code).toBe(1);
  expect(orphaned.stderr).toContain(
    'Cannot deploy without processor "counts": 1 letter of "counter.Counted" would be nobody\'s',
  );
  const { code, stdout } = await project.run(["check-deploy", "--json"], env);
  expect([code, JSON.parse(stdout)]).toMatchObject([
    1,
    { ok: false, obstacles: [{ code: "orphaned_letters", subject: "counts", count: 1 }] },
  ]);
});

test("check-deploy refuses code that lacks the version of a workflow that runs", patience, async () => {
  const project = cliProject(workflowFiles);
  const env = { DATABASE_URL: await freshDatabase({ empty: true }), PORT: "0" };
  await project.run(["migrate"], env);
  const server = project.start(["start"], env);
  await addressOf(server);
  await project.run(
    ["workflows", "start", "approval", "--id", "w-1", "--input", '{"counterId":"c-1","by":1,"back":1}'],
    env,
  );
  const instances = async (): Promise<string> => (await project.run(["workflows", "list", "approval"], env)).stdout;
  for (let seen = ""; !seen.includes("running"); ) seen = await instances();
  server.signal("SIGTERM");
  await server.ended;
  expect((await project.run(["check-deploy"], env)).code).toBe(0);
  const at = 'workflow("approval", {\n';
  project.write("app.ts", workflowFiles["app.ts"].replace(at, `${at}  version: 2,\n`));
  const { code, stderr } = await project.run(["check-deploy"], env);
  expect([code, stderr.includes('without version 1 of workflow "approval": 1 instance has not ended')], stderr).toEqual(
    [1, true],
  );
});

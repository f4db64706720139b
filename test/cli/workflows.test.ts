import { expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { addressOf, type CliProject, cliProject, countIn } from "./cli-project.ts";
import { workflowFiles } from "./workflow-app.ts";

/** Many short processes: seconds each where many tests run at once. */
const patience = { timeout: 300_000 };

const token = { MYELIN_ADMIN_TOKEN: "sesame" };

interface Place {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function served(): Promise<{ project: CliProject; url: string; places: readonly Place[] }> {
  const project = cliProject(workflowFiles);
  const env = { DATABASE_URL: await freshDatabase({ empty: true }), PORT: "0", ...token };
  await project.run(["migrate"], env);
  const url = await addressOf(project.start(["start"], env));
  const places = [
    { args: [], env },
    { args: ["--url", url], env: token },
  ];
  return { project, url, places };
}

/** What is different in every run. */
function steady(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME").replaceAll(/at \d+, stream/g, "at N, stream");
}

test(
  "instances are started, listed, shown, signalled and resumed on the database, and through a server alike",
  patience,
  async () => {
    const { project, url, places } = await served();
    for (const [number, place] of places.entries()) {
      const run = async (...args: readonly string[]): Promise<string> => {
        const { code, stdout, stderr } = await project.run(["workflows", ...args, ...place.args], place.env);
        expect([code, stderr], args.join(" ")).toEqual([0, ""]);
        return stdout;
      };
      /** `show` once it says so; the server does what was asked for soon after. */
      const shows = async (id: string, text: string): Promise<string> => {
        for (;;) {
          const { code, stdout } = await project.run(["workflows", "show", "approval", id, ...place.args], place.env);
          if (code === 0 && stdout.includes(text)) return stdout;
        }
      };
      const [id, counterId] = [`w-${number}`, `c-${number}`];
      const wish = JSON.stringify({ counterId, by: 60, back: 90 });
      expect(await run("start", "approval", "--id", id, "--input", wish)).toBe(
        `Asked to start "${id}" of workflow "approval"\n`,
      );
      const waiting = await shows(id, "running");
      expect(steady(waiting).replaceAll(/[wc]-\d/g, "ID")).toMatchInlineSnapshot(`
        ""ID" of workflow "approval", version 1: running
          state asked: {"by":60,"back":90,"counterId":"ID"}
          waits for Approve
          started TIME

        Steps
          1. TIME started by hand: {"by":60,"back":90,"counterId":"ID"}
               start version 1
               wait for Approve
               schedule Late at TIME
               become asked

        Timers
          Late at TIME
        "
      `);
      expect(await run("signal", "approval", id, "Approve", "--data", '{ "by": "Zoe" }')).toBe(
        `Told "${id}": Approve\n`,
      );
      // 60 and 50 are too much; counting back by 90 is, too.
      const stuck = await shows(id, "stuck: undoing command #1");
      expect(steady(stuck).replaceAll(/[wc]-\d/g, "ID")).toMatchInlineSnapshot(`
        ""ID" of workflow "approval", version 1: stuck
          state checking: {"by":60,"back":90,"counterId":"ID"}
          stuck: undoing command #1 by "Count" #3 was rejected: TooMuch
          because: Command "Count" was rejected: TooMuch
          waits behind 1 letter in the dead-letter table
          started TIME

        Steps
          1. TIME started by hand: {"by":60,"back":90,"counterId":"ID"}
               start version 1
               wait for Approve
               schedule Late at TIME
               become asked
          2. TIME signal Approve: {"by":"Zoe"}
               send Count #1
               become counting
          3. TIME event counter.Counted at N, stream counter/ID
               send Count #2
               become checking
          4. TIME Count #2 rejected: TooMuch
               fail: Command "Count" was rejected: TooMuch
               undo #1: send Count #3
          5. TIME Count #3 rejected: TooMuch
               stuck: undoing command #1 by "Count" #3 was rejected: TooMuch

        Commands
          #1 Count {"by":60,"counterId":"ID"}: done, undo Count
          #2 Count {"by":50,"counterId":"ID"}: rejected, TooMuch
          #3 Count {"by":90,"counterId":"ID"}: rejected, TooMuch, undoes #1
        "
      `);
      expect(await run("list")).toMatch(/^WORKFLOW .*\napproval +1 +0 +0 +1 +1 +0 +\d +\d\n$/);
      expect(await run("list", "approval", "--status", "stuck")).toMatch(/^ID +STATUS .*\nw-\d +stuck +checking +\d+ /);
      expect(JSON.parse(await run("list", "approval", "--status", "stuck", "--json"))).toMatchObject([
        { id, status: "stuck", state: "checking", startedAt: expect.any(String), waits: [] },
      ]);
      const shown = JSON.parse(await run("show", "approval", id, "--json"));
      expect(shown).toMatchObject({ id, letters: 1, timers: [], commands: [{ index: 1 }, { index: 2 }, { index: 3 }] });
      expect(await run("migrate", "approval")).toBe('Asked 0 instances of "approval" to migrate\n');
      await countIn(url, { counterId, by: -100 });
      expect(await run("resume", "approval", id)).toBe(`Asked to resume "${id}"\n`);
      await shows(id, ": failed\n");

      const second = JSON.parse(await run("start", "approval", "--input", wish, "--json")).id;
      await shows(second, "running");
      expect(await run("cancel", "approval", second, "--why", "a test")).toBe(`Asked to cancel "${second}"\n`);
      expect(await shows(second, ": cancelled\n")).toContain("because: a test");
      expect(await run("list", "approval", "--limit", "1")).toContain(second);
    }
  },
);

test("what cannot be done to a workflow is told in one line, with a code of its own", patience, async () => {
  const { project, places } = await served();
  for (const { args: place, env } of places) {
    const told = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await project.run(["workflows", ...args, ...place], env);
      expect([stdout, stderr.split("\n").length]).toEqual(["", 2]);
      return [code, stderr];
    };
    expect(await told("list", "aproval")).toEqual([6, expect.stringContaining('did you mean "approval"')]);
    expect(await told("show", "approval", "nobody")).toEqual([6, expect.stringContaining('"nobody"')]);
    expect(await told("signal", "approval", "nobody", "Approve")).toEqual([6, expect.any(String)]);
    expect(await told("start", "approval", "--input", "{}")).toEqual([2, expect.stringContaining("input")]);
  }
});

test("a workflow is drawn without a database", patience, async () => {
  const { code, stdout } = await cliProject(workflowFiles).run(["workflows", "diagram", "approval"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^stateDiagram-v2\n[\s\S]*asked --> counting: signal Approve[\s\S]*\n$/);
});

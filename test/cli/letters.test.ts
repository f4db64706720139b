import { expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { addressOf, type CliProject, cliProject, count, countedAt } from "./cli-project.ts";
import { mended, parkingFiles } from "./parking-app.ts";

/** Many short processes: seconds each where many tests run at once. */
const patience = { timeout: 300_000 };

const token = { MYELIN_ADMIN_TOKEN: "sesame" };

interface Parked {
  readonly project: CliProject;
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  /** Ends the server in good order. */
  stop(): Promise<void>;
}

/** A server whose projection has parked the counter: 5 is counted, 13 and 7 wait. */
async function parked(): Promise<Parked> {
  const project = cliProject(parkingFiles);
  const env = { DATABASE_URL: await freshDatabase({ empty: true }), PORT: "0", ...token };
  await project.run(["migrate"], env);
  const server = project.start(["start"], env);
  const url = await addressOf(server);
  await count(url, 5);
  await count(url, 13);
  expect(await countedAt(url, (await count(url, 7)).position)).toMatchObject({ code: "sequence_parked", status: 409 });
  const stop = async (): Promise<void> => {
    server.signal("SIGTERM");
    await server.ended;
  };
  return { project, env, url, stop };
}

/** What is different in every run. */
function steady(text: string): string {
  const timeless = text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME").replaceAll(/at .*:\d+:\d+\)?/g, "at PLACE");
  // That its sequence is parked is announced before the second event, or behind it.
  return timeless.replaceAll(/(counter\.\w+) at \d+/g, "$1 at POSITION");
}

test(
  "letters are listed, shown, retried and mended on the database, and through a server alike",
  patience,
  async () => {
    const { project, env, url, stop } = await parked();
    const both = async (...args: readonly string[]): Promise<string> => {
      const [local, remote] = await Promise.all([project.run(args, env), project.run([...args, "--url", url], token)]);
      expect([local.code, local.stderr], args.join(" ")).toEqual([0, ""]);
      expect(remote).toEqual(local);
      return steady(local.stdout);
    };
    expect(await both("dead-letters", "list")).toMatchInlineSnapshot(`
      "PROCESSOR  SEQUENCE  LETTERS  ATTEMPTS  EVENT                 CAUSE
      counts     c-1       2        0         counter.Counted at POSITION  RangeError: 13 brings bad luck
      "
    `);
    expect(await both("dead-letters", "list", "--processor", "counts")).toContain("c-1");
    expect(await both("dead-letters", "show", "counts", "c-1")).toMatchInlineSnapshot(`
      "2 letters of "c-1" in processor "counts"

      letter 0: counter.Counted at POSITION
        stream counter/c-1: {"by":13}
        parked at TIME
        RangeError: 13 brings bad luck

      letter 1: counter.Counted at POSITION
        stream counter/c-1: {"by":7}
        parked at TIME
        not tried: it waits behind the letter before
      "
    `);
    expect(await both("dead-letters", "show", "counts", "c-1", "--stack")).toMatch(
      /RangeError: 13 brings bad luck\n +at /,
    );
    const [sequence] = JSON.parse(await both("dead-letters", "list", "--json"));
    expect(sequence).toMatchObject({ processor: "counts", sequence: "c-1", letters: 2, head: { attempts: 0 } });
    expect(JSON.parse(await both("dead-letters", "show", "counts", "c-1", "--json"))).toHaveLength(2);

    const failed = await project.run(["dead-letters", "retry", "counts", "c-1", "--url", url], token);
    expect([failed.code, steady(failed.stdout)]).toMatchInlineSnapshot(`
      [
        1,
        ""c-1": 0 letters handled, stopped at letter 0, counter.Counted at POSITION: RangeError: 13 brings bad luck
      ",
      ]
    `);
    expect(failed.stderr).toMatch(/^myelin: Cannot finish "counts": letters are left in 1 sequence; find out why: /);
    await stop();

    project.write("bug.ts", mended);
    const retried = await project.run(["dead-letters", "retry", "counts", "--all"], env);
    expect(retried).toMatchObject({ code: 0, stdout: "2 letters handled; sequences that go on: 1 of 1\n" });
    expect(retried.stderr).toBe('1 of 1: "c-1": 2 letters handled, nothing is left; the sequence goes on\n');
    expect((await project.run(["dead-letters", "list"], env)).stdout).toBe("No letters wait\n");
    const again = await project.run(["dead-letters", "retry", "counts"], env);
    expect([again.code, again.stdout]).toEqual([
      0,
      "Nothing to retry: no letter waits, or others are at work on them\n",
    ]);
    const second = project.start(["start"], env);
    const address = await addressOf(second);
    expect(await countedAt(address, (await count(address, 1)).position)).toBe(26);
  },
);

test("letters are given up one by one, and moved to a processor's new name", patience, async () => {
  const { project, env, url, stop } = await parked();
  const remote = (...args: readonly string[]) => project.run([...args, "--url", url], token);
  const [head] = JSON.parse((await remote("dead-letters", "show", "counts", "c-1", "--json")).stdout);
  const evicted = await remote("dead-letters", "evict", "counts", "c-1", "--index", String(head.index));
  expect(evicted).toMatchObject({ code: 0, stdout: 'Evicted 1 letter of "c-1" in processor "counts"\n' });
  await stop();

  project.write("app.ts", parkingFiles["app.ts"].replace('.fold("counts"', '.fold("tallies"'));
  const server = project.start(["start"], env);
  const renamed = await addressOf(server);
  const list = await project.run(["processors", "list", "--json", "--url", renamed], token);
  expect(JSON.parse(list.stdout)).toMatchObject([
    { name: "counts", kind: "undeclared", letters: 1 },
    { name: "tallies", kind: "projection" },
  ]);
});

test("what cannot be done is told in one line, with a code of its own", patience, async () => {
  const { project, env, url } = await parked();
  const told = async (args: readonly string[], environment: Readonly<Record<string, string>>) => {
    const { code, stdout, stderr } = await project.run(args, environment);
    expect([stdout, stderr.split("\n").length]).toEqual(["", 2]);
    return [code, stderr];
  };
  for (const place of [[], ["--url", url]] as const) {
    expect(await told(["dead-letters", "show", "cuonts", "c-1", ...place], env)).toEqual([
      6,
      expect.stringContaining('"cuonts"'),
    ]);
    expect(await told(["dead-letters", "show", "counts", "c-2", ...place], env)).toEqual([
      6,
      expect.stringContaining('"c-2"'),
    ]);
    expect(await told(["dead-letters", "retry", "counts", "c-2", ...place], env)).toEqual([6, expect.any(String)]);
    expect(await told(["processors", "reset", "counts", "--to", "first", ...place], env)).toEqual([
      6,
      expect.stringContaining("force"),
    ]);
  }
  expect(await told(["processors", "list", "--url", url], {})).toEqual([
    7,
    expect.stringContaining("MYELIN_ADMIN_TOKEN"),
  ]);
  // Port 1 is nobody's.
  expect(await told(["processors", "list", "--url", "http://127.0.0.1:1"], token)).toEqual([
    7,
    expect.stringContaining("start the server, or mend --url"),
  ]);
  expect(await told(["processors", "list", "--url", `${url}/elsewhere`], token)).toEqual([
    7,
    expect.stringContaining("is a Myelin server of this version there?"),
  ]);
  expect(await told(["processors", "list", "--url", "localhost"], token)).toEqual([2, expect.any(String)]);
  expect(await told(["dead-letters", "show", "counts", "..", "--url", url], token)).toEqual([
    2,
    expect.stringContaining("work on the database itself"),
  ]);
  expect(await told(["dead-letters", "retry", "counts", "c-1", "--all"], env)).toEqual([2, expect.any(String)]);
});

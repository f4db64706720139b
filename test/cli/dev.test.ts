import { expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { addressOf, cliProject, count, counterFiles } from "./cli-project.ts";

/** On the run's server, which starts quicker than a database of the process's own. */
async function environment(): Promise<Readonly<Record<string, string>>> {
  return { PORT: "0", DATABASE_URL: await freshDatabase({ empty: true }) };
}

const limits = counterFiles["limits.ts"];

test("dev migrates by itself, opens streams on loopback, and starts anew when a source changes", async () => {
  const project = cliProject(counterFiles);
  const dev = project.start(["dev"], await environment());
  const url = await addressOf(dev);
  expect(await count(url, 60)).toMatchObject({ version: 1 });
  expect((await fetch(`${url}/streams/counter/c-1`)).status).toBe(200);
  expect(await count(url, 60)).toMatchObject({ reason: "TooMuch" });
  project.write("limits.ts", limits.replace("max: 100", "max: 1000"));
  const [, , again = ""] = await dev.says(/listens on (\S+),[\s\S]*starting anew[\s\S]*listens on (\S+),/);
  expect(await count(again, 60)).toMatchObject({ version: 2 });
  dev.signal("SIGTERM");
  expect(await dev.ended).toMatchObject({ code: 0, signal: null });
  await expect(fetch(again)).rejects.toThrow();
});

test("dev outlives a broken application and serves it once it is mended", async () => {
  const project = cliProject({ ...counterFiles, "limits.ts": "export const limits = ;" });
  const dev = project.start(["dev"], await environment());
  await dev.says(/limits.ts:1:\d+; mend it[\s\S]*starts anew at the next change/);
  project.write("limits.ts", limits);
  expect(await count(await addressOf(dev), 1)).toMatchObject({ version: 1 });
  dev.signal("SIGINT");
  expect(await dev.ended).toMatchObject({ code: 0, signal: null });
});

test("dev notices a source in a directory that was made later, and leaves packages and hidden directories alone", async () => {
  const project = cliProject({ ...counterFiles, "limits.ts": 'export * from "./deeper/limits.ts";' });
  const dev = project.start(["dev"], await environment());
  await dev.says(/starts anew at the next change/);
  project.write(".cache/limits.ts", "");
  project.write("dist/limits.ts", "");
  project.write("deeper/limits.ts", limits);
  await addressOf(dev);
  project.write("deeper/limits.ts", limits.replace("max: 100", "max: 5"));
  const [, again = ""] = await dev.says(/listens on [\s\S]*listens on (\S+),/);
  expect(await count(again, 6)).toMatchObject({ reason: "TooMuch" });
});

test("the server of dev ends when dev is killed", async () => {
  const project = cliProject(counterFiles);
  const dev = project.start(["dev"], await environment());
  await addressOf(dev);
  dev.signal("SIGKILL");
  // Both streams close only when the server, which has inherited them, has ended too.
  expect((await dev.ended).signal).toBe("SIGKILL");
});

test("dev tells a wrong PORT once", async () => {
  const { code, stderr } = await cliProject(counterFiles).run(["dev"], { PORT: "x" });
  expect([code, stderr.match(/Cannot read PORT/g)?.length]).toEqual([2, 1]);
});

import { expect, test } from "vitest";
import { addressOf, type CliProject, cliProject, count, counterFiles } from "./cli-project.ts";

// Making a PGlite directory compiles a whole Postgres: seconds of processor time, more where many tests run at once.
const patience = 300_000;

/** The counting application with a relay, and a module's own words behind it. */
function relaying(publishers: string): CliProject {
  const app = counterFiles["app.ts"]
    .replace("projection, query }", "projection, query, relay }")
    .replace("[counter, counts]", '[counter, counts, relay("out").all(counter)]');
  return cliProject({ ...counterFiles, "app.ts": `${app}\n${publishers}\n` });
}

test("myelin start brings events to the publishers that the module exports", { timeout: patience }, async () => {
  const project = relaying(`export const publishers = async () => ({
  out: { publish: async ({ id, payload }) => (console.log("published " + payload), { kind: "acknowledged" }) },
});`);
  const server = project.start(["dev"], { PORT: "0" });
  await count(await addressOf(server), 40);
  await server.says(/published \{"by":40\}/);
  server.signal("SIGTERM");
  expect(await server.ended).toMatchObject({ code: 0 });
});

test.each([
  ["", /Cannot start relay "out": no publisher is bound to it; /],
  ["export const publishers = {};", /its publishers are no function; export const publishers = async/],
  [
    'export const publishers = () => { throw new Error("no broker"); };',
    /Cannot open the publishers of ".\/app.ts": no broker at app.ts:\d+:\d+; mend it/,
  ],
])("myelin start refuses a relay that leads nowhere: %s", { timeout: patience }, async (publishers, words) => {
  const project = relaying(publishers);
  await project.run(["migrate"]);
  const { code, stderr } = await project.run(["start"], { PORT: "0" });
  expect([code, stderr]).toEqual([3, expect.stringMatching(words)]);
});

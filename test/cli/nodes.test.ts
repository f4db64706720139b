import { expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { addressOf, cliProject, counterFiles } from "./cli-project.ts";

/** Many short processes: seconds each where many tests run at once. */
const patience = { timeout: 300_000 };

const token = { MYELIN_ADMIN_TOKEN: "sesame" };
const cluster = { MYELIN_NODE_ADDRESS: "http://127.0.0.1:9", MYELIN_CLUSTER_SECRET: "the secret of all nodes" };

test("nodes are listed through a server, and on the database beside it", patience, async () => {
  const project = cliProject(counterFiles);
  const env = { DATABASE_URL: await freshDatabase({ empty: true }), PORT: "0", ...token };
  await project.run(["migrate"], env);
  expect((await project.run(["nodes"], env)).stdout).toBe("No nodes are running\n");
  const url = await addressOf(project.start(["start"], { ...env, ...cluster, MYELIN_LOAD_FACTOR: "50" }));
  for (const { args, env: own } of [
    { args: [], env },
    { args: ["--url", url], env: token },
  ]) {
    const { code, stdout, stderr } = await project.run(["nodes", ...args], own);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^NODE +ADDRESS +LOAD +COMMANDS +SHARE +LEASE +SINCE\n\S+.* +http:\/\/127\.0\.0\.1:9 +50 +\d+ +100\.0% /,
    );
    const listed = JSON.parse((await project.run(["nodes", "--json", ...args], own)).stdout);
    expect(listed).toMatchObject([{ address: "http://127.0.0.1:9", loadFactor: 50, share: 1, self: args.length > 0 }]);
  }
  const unasked = await fetch(`${url}/node/commands`, {
    method: "POST",
    headers: { "content-type": "application/json" },
  });
  expect(unasked.status).toBe(401);
});

test("a cluster that is incomplete ends with 2 and says what is wrong", async () => {
  const { code, stderr } = await cliProject({}).run(["start"], { MYELIN_CLUSTER_SECRET: "the secret of all nodes" });
  expect([code, stderr.includes("MYELIN_NODE_ADDRESS: it is not set")], stderr).toEqual([2, true]);
});

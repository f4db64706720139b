import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { startProcess } from "../hosts/started-process.ts";
import { root } from "../house/tree.ts";
import { freshDatabase } from "../support/database.ts";

const cwd = mkdtempSync(join(tmpdir(), "myelin-school-"));
afterAll(() => rmSync(cwd, { recursive: true }));

/** examples/getting-started/app.test.ts tests app.ts; examples/getting-started/tsconfig.json is used by test/docs/stranger.test.ts. */
it("examples/getting-started/main.ts serves the school of examples/getting-started/app.ts on Postgres", async () => {
  const env = { PORT: "0", DATABASE_URL: await freshDatabase() };
  const server = startProcess({ args: [`${root}dist/examples/getting-started/main.js`], cwd, env });
  const [, url = ""] = await server.says(/listens on (\S+)/);
  const body = JSON.stringify({ courseId: "c-1", seats: 2 });
  const answer = await fetch(`${url}/commands/OpenCourse`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  expect(answer.status).toBe(200);
  server.signal("SIGTERM");
  expect(await server.ended).toMatchObject({ code: 0 });
});

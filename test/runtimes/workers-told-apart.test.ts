import { expect, it } from "vitest";
import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { root } from "../house/tree.ts";
import { freshDatabase } from "../support/database.ts";
import { freePort } from "../support/embedded-server.ts";
import { bundleWorker } from "./workers/bundle-worker.ts";
import { startWorker } from "./workers/start-worker.ts";
import { passes, raised, toldApart } from "./workers/told-apart.ts";

it("what passes and what lasts are told apart alike by postgres.js on Node, PGlite and workerd", async () => {
  const url = await freshDatabase();
  const nowhere = new URL(url);
  nowhere.port = String(await freePort());
  const [onNode, away, embedded] = [
    await postgresStore({ url }),
    await postgresStore({ url: nowhere.href }),
    await pgliteStore(),
  ];
  expect(await toldApart(onNode)).toEqual(raised);
  expect(await passes(away, "select 1")).toBe(true);
  expect(await toldApart(embedded)).toEqual(raised);
  await Promise.all([onNode, away, embedded].map((store) => store.close()));

  const { script } = await bundleWorker(`${root}test/runtimes/workers/told-apart-worker.ts`);
  const worker = await startWorker({ script, bindings: { DATABASE_URL: url, NOWHERE: nowhere.href } });
  const told = await (await worker.fetch("/")).json();
  await worker.stop();
  expect(told).toEqual({ raised, refused: true });
});

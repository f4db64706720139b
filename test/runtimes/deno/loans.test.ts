import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { compile } from "myelin";
import { serveDeno } from "myelin/deno";
import { httpApp } from "myelin/http";
import { type Store, startEngine, startOfLog } from "myelin/runtime";
import { loans } from "../../../examples/loans/loans.ts";
import { type Http, httpTo } from "../../../examples/loans/replay/http-to.ts";
import { readLog } from "../../../examples/loans/replay/read-log.ts";
import { replayLog } from "../../../examples/loans/replay/replay-log.ts";
import { sampleLog } from "../../../examples/loans/sample/sample-log.ts";
import { plainCount } from "../../examples/plain-count.ts";
import { subjects } from "./subjects.ts";

for (const { kind, open } of subjects) {
  Deno.test(`loans on ${kind}: the sample, replayed twice through the Deno host, comes to a plain count once`, async () => {
    const store = await open();
    const engine = await startEngine({ tables: compile(loans), store, migrate: true, log: () => {} });
    const { fetch } = httpApp(engine, { log: () => {} });
    const server = await serveDeno({ fetch, port: 0, signals: [], onShutdown: () => engine.stop() });
    await replayTwice(httpTo(server.url, 16), store).finally(() => server.stop());
  });
}

async function replayTwice(http: Http, store: Store): Promise<void> {
  const csv = await text(sampleLog());
  const { rows, outcomes, offers, deviations } = plainCount(csv);
  const broken = Object.values(deviations).reduce((sum, count) => sum + count, 0);
  const replay = () => replayLog({ rows: readLog(Readable.from([csv])), http, inFlight: 16 });

  const first = await replay();
  assert.deepEqual([first.accepted, first.deviations, first.duplicates], [rows - broken, broken, 0]);
  const second = await replay();
  assert.deepEqual([second.accepted, second.deviations, second.duplicates], [rows - broken, broken, rows]);

  const upTo = await store.events.lastPosition();
  assert.equal((await store.events.readLog({ after: startOfLog, upTo, limit: rows + 1 })).length, rows);
  const headers = { "myelin-wait-for": first.position };
  const ask = async (path: string): Promise<unknown> =>
    JSON.parse((await http({ method: "GET", path: `/queries/${path}`, headers })).text);
  assert.deepEqual(await ask("outcomes/totals"), outcomes);
  assert.deepEqual(await ask("offers/totals"), offers);
}

import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { isMyelinError } from "../../src/runtime/mod.ts";
import { openEngine } from "./contestants/open-engine.ts";
import { startDatabaseServer } from "./database-server.ts";

/** Callers, twice as many as the engine takes at once: half of them are refused at any time. */
const callers = 8_192;
const retryMs = 50;

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, every: { type: "string", default: "60" } },
});
const server = await startDatabaseServer();
await server.withDatabase(async (url) => {
  const engine = await openEngine({ url, mode: "batched", interceptors: true });
  const counts = { done: 0, refused: 0, number: 0 };
  let over = false;
  const call = async (): Promise<void> => {
    while (!over) {
      const accountId = `account-${counts.number++}`;
      try {
        await engine.submit({ command: "OpenAccount", payload: { accountId, owner: "Ann" } });
        counts.done++;
      } catch (error) {
        if (!isMyelinError(error) || error.code !== "overloaded") throw error;
        counts.refused++;
        await pause(retryMs);
      }
    }
  };
  const running = Promise.all(Array.from({ length: callers }, call));
  for (let second = 0; second <= Number(values.minutes) * 60; second += Number(values.every)) {
    // With --expose-gc: what is left is what is really held.
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
    console.log(
      `${second} s: heap ${mib(heapUsed)}, resident ${mib(rss)}, done ${counts.done}, refused ${counts.refused}`,
    );
    await pause(Number(values.every) * 1000);
  }
  over = true;
  await running;
  await engine.stop();
});
await server.stop();

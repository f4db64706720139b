import { httpTo } from "../../examples/loans/replay/http-to.ts";
import type { LogRow } from "../../examples/loans/replay/log-row.ts";
import { patient } from "../../examples/loans/replay/patient.ts";
import { type ReplayResult, replayLog } from "../../examples/loans/replay/replay-log.ts";
import type { StartedProcess } from "../hosts/started-process.ts";
import { freePort } from "../support/embedded-server.ts";
import { type MainPlace, startMain } from "./loans-process.ts";

export interface KilledReplay extends MainPlace {
  readonly rows: () => AsyncIterable<LogRow>;
  /** After so many rows, with requests under way, the server is killed and started again. */
  readonly killAfter: readonly number[];
}

export interface Survival {
  readonly result: ReplayResult;
  readonly kills: number;
  /** Requests that were under way when a kill came, and got no answer. */
  readonly broken: number;
  /** What the projections say of everything that was replayed. */
  readonly totals: Readonly<Record<string, unknown>>;
}

async function startServer(place: MainPlace): Promise<StartedProcess> {
  const server = startMain(["--no-replay"], place);
  await server.says(/^Serving /m);
  return server;
}

/** Replays while the server is killed with SIGKILL, again and again, and ends it in good order at last. */
export async function replayThroughKills({ rows, killAfter, ...place }: KilledReplay): Promise<Survival> {
  const port = await freePort();
  const at: MainPlace = { cwd: place.cwd, env: { ...place.env, PORT: String(port) } };
  let server = await startServer(at);
  let restarting: Promise<void> | undefined;
  let [done, kills, broken] = [0, 0, 0];
  const kill = async (): Promise<void> => {
    kills += 1;
    server.signal("SIGKILL");
    await server.ended;
    server = await startServer(at);
  };
  const http = patient(httpTo(`http://127.0.0.1:${port}`, 64), {
    onRetry: (why) => {
      if (/hang up|ECONNRESET/.test(why)) broken += 1;
    },
  });
  const onRow = (): void => {
    done += 1;
    if (killAfter.includes(done)) restarting = (restarting ?? Promise.resolve()).then(kill);
  };
  const result = await replayLog({ rows: rows(), http, inFlight: 64, onRow });
  await restarting;
  const ask = async (path: string): Promise<unknown> => {
    const headers = { "myelin-wait-for": result.position };
    return JSON.parse((await http({ method: "GET", path: `/queries/${path}`, headers })).text);
  };
  const totals = {
    outcomes: await ask("outcomes/totals"),
    offers: await ask("offers/totals"),
    workload: await ask("workload/totals"),
    throughput: await ask("throughput/totals"),
  };
  server.signal("SIGTERM");
  await server.ended;
  return { result, kills, broken, totals };
}

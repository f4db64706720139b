import type { Mode } from "./cases.ts";
import type { HttpJob } from "./contestants/http-job.ts";
import { depositBodies, type HttpLoadJob } from "./contestants/http-load-job.ts";
import type { Figures } from "./figures.ts";
import type { Bench } from "./measure-commands.ts";
import type { Measured } from "./measured.ts";
import { type Child, startChild } from "./processes/child.ts";

/** Connections, each with one request at a time. */
export const connections = 64;

const scripts: readonly { readonly mode: Mode; readonly script: string }[] = [
  { mode: "batched", script: "contestants/myelin-server" },
  { mode: "simple", script: "contestants/myelin-server" },
  { mode: "httpFloor", script: "contestants/floor-server" },
];

interface Entrant {
  readonly mode: Mode;
  readonly child: Child;
  readonly rounds: Figures[];
}

/** `POST /commands/…` on Node against the bare floor, each server and the load in a process of its own. */
export async function measureHttp(bench: Bench): Promise<readonly Measured[]> {
  const { profile, rounds, modes } = bench.options;
  const load = startChild("peers/http-load");
  const invited = scripts.filter(({ mode }) => modes.includes(mode));
  const entrants = invited.map(
    ({ mode, script }): Entrant => ({
      mode,
      child: startChild(script, { profile, label: `http ${mode}` }),
      rounds: [],
    }),
  );
  try {
    for (let round = 1; round <= rounds; round++)
      for (const entrant of entrants) entrant.rounds.push(await measureOnce(entrant, { load, bench, round }));
  } finally {
    await Promise.all([load, ...entrants.map(({ child }) => child)].map((child) => child.stop()));
  }
  return entrants.map(({ mode, rounds }) => ({ case: "http", callers: connections, mode, rounds }));
}

interface Turn {
  readonly load: Child;
  readonly bench: Bench;
  readonly round: number;
}

async function measureOnce({ mode, child }: Entrant, { load, bench, round }: Turn): Promise<Figures> {
  const { seconds, interceptors } = bench.options;
  const figures = await bench.server.withDatabase(async (database) => {
    const url = await child.ask<string>({
      kind: "open",
      url: database,
      mode,
      interceptors,
      connections,
    } satisfies HttpJob);
    const job: HttpLoadJob = {
      url,
      bodies: depositBodies(connections),
      timedMs: seconds * 1000,
      rampMs: seconds * 500,
    };
    const figures = await load.ask<Figures>(job);
    await child.ask<null>({ kind: "close" } satisfies HttpJob);
    return figures;
  });
  const rate = Math.round(figures.rate).toLocaleString("en");
  bench.say(`  round ${round}  ${`http ${connections} ${mode}`.padEnd(34)} ${rate.padStart(9)}/s`);
  return figures;
}

import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { messageOf } from "../../src/base/error.ts";
import { application, compile, projection, reactor } from "../../src/mod.ts";
import { type ClientScript, type SimulationView, simulate } from "../../src/testing/mod.ts";
import { type Chance, chanceOf } from "../../src/testing/simulation/choices.ts";
import { macrotasks } from "../../src/testing/simulation/macrotasks.ts";
import { byChance, runSimulation } from "../../src/testing/simulation/run-simulation.ts";
import { account, moving, request } from "../runtime/workflows/bank-flows.ts";
import { counting, thing } from "../runtime/workflows/many-flows.ts";

const totals = projection
  .fold("totals", {
    table: pgTable("trace_totals", { accountId: text("account_id").primaryKey(), total: integer("total").notNull() }),
    initial: { total: 0 },
  })
  .on(account, {
    Deposited: ({ total }, { amount }) => ({ total: total + amount }),
    Withdrawn: ({ total }, { amount }) => ({ total: total - amount }),
  });

const tilling = reactor("tilling", { sends: [account] }).on(account, {
  Deposited: async ({ amount }, { stream }, { send }) => {
    if (stream.id === "pot") await send.Deposit({ accountId: "till", amount });
  },
});

const everything = application("traced", [account, request, thing, moving, counting({}), totals, tilling]);

function clients(chance: Chance): readonly ClientScript[] {
  const amounts = [chance.below(9), chance.below(40)];
  return [
    async ({ send }) => {
      await send(account.commands.Deposit({ accountId: "a", amount: 20 }));
      for (const [nth, amount] of amounts.entries())
        await send(request.commands.Request({ requestId: `r-${nth}`, from: "a", to: "b", amount: amount + 1 }));
      if (chance.oneIn(3)) await send(account.commands.Close({ accountId: "b" }));
    },
    async ({ send }) => {
      await send(thing.commands.Begin({ thingId: "t", n: 1 }));
      for (const n of [3, 100, 5]) await send(thing.commands.Go({ thingId: "t", n }));
    },
  ];
}

/** All that an invariant could see. */
function seen({ events, now, rows, instances }: SimulationView): string {
  return JSON.stringify([events, now, rows("totals"), instances("moving"), instances("counting")]);
}

const seeds = 12;

/** Every step of some runs with what was to be seen after it, and a failure with its shortest schedule: the same on every runtime. */
export async function simulatedTrace(): Promise<readonly string[]> {
  const lines: string[] = [];
  const tables = compile(everything);
  const { settled, close } = macrotasks();
  for (let seed = 1; seed <= seeds; seed++) {
    const always = (view: SimulationView): void => void lines.push(seen(view));
    const scripts = () => clients(chanceOf(seed));
    const run = { tables, scripts, idle: new Set<number>(), always, eventually: undefined, maxSteps: 400, settled };
    const { schedule, extras, failure } = await runSimulation(run, byChance(chanceOf(seed * 7)));
    lines.push(`seed ${seed}: ${schedule.length} steps, ${extras} extras`, ...schedule, messageOf(failure?.error));
  }
  close();
  const report = await simulate(everything, { clients, eventually: neverFailed, seed: 1, runs: 200 });
  const { runs, steps, failure } = report;
  return [...lines, `${runs} runs, ${steps} steps, seed ${failure?.seed}`, ...(failure?.schedule ?? [])];
}

/** Wrong on purpose: some transfers do fail. */
function neverFailed({ instances }: SimulationView): void {
  for (const { id, status, reason } of instances("moving"))
    if (status === "failed") throw new Error(`${id}: ${reason}`);
}

import type { CommandSubmission, Engine } from "../../../src/runtime/mod.ts";
import { type CommandCase, warm } from "../cases.ts";
import { anyWarmAccount, warmAccounts } from "../domain/messages.ts";
import { type Contestant, type MeasureJob, measureContestant } from "../processes/measure-contestant.ts";
import { openEngine } from "./open-engine.ts";

measureContestant(async ({ url, name, mode, interceptors }: MeasureJob): Promise<Contestant> => {
  const engine = await openEngine({ url, mode, interceptors });
  await prepare(engine, name);
  const next = commandsOf(name);
  return {
    call: async () => {
      await done(engine, next());
      return true;
    },
    touch: (accountId) => done(engine, deposit(accountId)),
    close: () => engine.stop(),
  };
});

function deposit(accountId: string): CommandSubmission {
  return { command: "DepositMoney", payload: { accountId, amount: 1 } };
}

/** What each case sends. */
function commandsOf(name: CommandCase): () => CommandSubmission {
  let opened = 0;
  switch (name) {
    case "new-streams":
      return () => ({ command: "OpenAccount", payload: { accountId: `new-${opened++}`, owner: "Ann" } });
    case "warm-streams":
      return () => deposit(anyWarmAccount());
    case "hot-stream":
      return () => deposit("hot");
  }
}

async function prepare(engine: Engine, name: CommandCase): Promise<void> {
  if (name === "hot-stream") await done(engine, fill("hot", 1));
  if (name === "warm-streams")
    await Promise.all(warmAccounts.map((accountId) => done(engine, fill(accountId, warm.events))));
}

function fill(accountId: string, entries: number): CommandSubmission {
  return { command: "FillAccount", payload: { accountId, entries } };
}

async function done(engine: Engine, submission: CommandSubmission): Promise<void> {
  const result = await engine.submit(submission);
  if (!result.ok) throw new Error(`Cannot measure ${submission.command}: it was rejected (${result.reason})`);
}

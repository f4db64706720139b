import { compile } from "myelin";
import { memoryStore } from "myelin/memory";
import { gateway, startEngine } from "myelin/runtime";
import { bank } from "./bank.ts";

const engine = await startEngine({ tables: compile(bank), store: memoryStore() });
const { commands, queries } = gateway<typeof bank>(engine);

await commands.OpenAccount({ accountId: "a-1", owner: "Ann" });
const deposit = await commands.DepositMoney({ accountId: "a-1", amount: 80 }, { id: "deposit-1", timeoutMs: 5_000 });
const outcome = await commands.WithdrawMoney({ accountId: "a-1", amount: 90 });

/** 10: what a rejection says is typed by the decider. */
export const missing = !outcome.ok && outcome.reason === "InsufficientFunds" ? outcome.data.missing : undefined;

/** 80: read your own write, by the position that the command answered with. */
export const balance = deposit.ok
  ? (await queries.balances.balanceOf({ accountId: "a-1" }, { waitFor: deposit.position }))?.balance
  : undefined;

await engine.stop();

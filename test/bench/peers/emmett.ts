import { CommandHandler, type Event, isExpectedVersionConflictError } from "@event-driven-io/emmett";
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";
import pg from "pg";
import * as v from "valibot";
import { warm } from "../cases.ts";
import {
  type AccountState,
  anyWarmAccount,
  Deposited,
  DepositMoney,
  OpenAccount,
  Opened,
  warmAccounts,
} from "../domain/messages.ts";
import { type MeasureJob, measureContestant } from "../processes/measure-contestant.ts";

type AccountEvent =
  | Event<"AccountOpened", v.InferOutput<typeof Opened>>
  | Event<"MoneyDeposited", v.InferOutput<typeof Deposited>>;

const opened: AccountEvent = { type: "AccountOpened", data: { owner: "Ann" } };
const deposited: AccountEvent = { type: "MoneyDeposited", data: { amount: 1 } };

/** Emmett as its documentation shows it: a pg pool of its default size (10 connections), its own retries upon a conflict. */
const handle = CommandHandler<AccountState, AccountEvent>({
  initialState: () => ({ status: "none" }),
  evolve,
  retry: { onVersionConflict: true },
});

measureContestant(async ({ url, name }) => {
  // A pool of its own would not be ended by `store.close()`.
  const pool = new pg.Pool({ connectionString: url });
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
  await store.schema.migrate();
  if (name === "hot-stream") await store.appendToStream("hot", [opened]);
  if (name === "warm-streams") for (const id of warmAccounts) await store.appendToStream(id, entries(warm.events));
  const next = commandsOf(name);
  return {
    call: () => done(() => next(store)),
    touch: (accountId) => deposit(store, { accountId, amount: 1 }),
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
});

type Store = ReturnType<typeof getPostgreSQLEventStore>;

function commandsOf(name: MeasureJob["name"]): (store: Store) => Promise<unknown> {
  let count = 0;
  switch (name) {
    case "new-streams":
      return (store) => openAccount(store, { accountId: `new-${count++}`, owner: "Ann" });
    case "warm-streams":
      return (store) => deposit(store, { accountId: anyWarmAccount(), amount: 1 });
    case "hot-stream":
      return (store) => deposit(store, { accountId: "hot", amount: 1 });
  }
}

function openAccount(store: Store, payload: unknown): Promise<unknown> {
  const { accountId, owner } = v.parse(OpenAccount, payload);
  return handle(store, accountId, (state) => {
    if (state.status !== "none") throw new Error("The account is open already");
    return { type: "AccountOpened", data: v.parse(Opened, { owner }) };
  });
}

function deposit(store: Store, payload: unknown): Promise<unknown> {
  const { accountId, amount } = v.parse(DepositMoney, payload);
  return handle(store, accountId, (state) => {
    if (state.status !== "open") throw new Error("The account is not open");
    return { type: "MoneyDeposited", data: v.parse(Deposited, { amount }) };
  });
}

/** A command that lost all its tries is its caller's to send again. */
async function done(command: () => Promise<unknown>): Promise<boolean> {
  try {
    await command();
    return true;
  } catch (error) {
    if (isExpectedVersionConflictError(error)) return false;
    throw error;
  }
}

function evolve(state: AccountState, event: AccountEvent): AccountState {
  if (event.type === "AccountOpened") return { status: "open", balance: 0 };
  return state.status === "open" ? { status: "open", balance: state.balance + event.data.amount } : state;
}

function entries(count: number): AccountEvent[] {
  return [opened, ...Array.from({ length: count - 1 }, () => deposited)];
}

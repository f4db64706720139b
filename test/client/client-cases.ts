import { type Client, type ClientOptions, client, isMyelinError } from "../../adapters/client/mod.ts";
import type { Position } from "../../src/model/position.ts";
import type { bank } from "../http/bank.ts";

/** The bank, served somewhere. */
export interface ClientGround {
  readonly url: string;
  readonly token: string;
  /** An id that nobody has. */
  readonly fresh: () => string;
}

/** What a client does the same wherever it runs: no test runner, no assertions of one. */
export interface ClientCase {
  readonly name: string;
  /** Throws where it is not so. */
  readonly run: (ground: ClientGround) => Promise<void>;
}

export interface ClientCaseResult {
  readonly name: string;
  /** Why it failed; null where it did not. */
  readonly failure: string | null;
}

export async function runClientCases(ground: Omit<ClientGround, "fresh">): Promise<readonly ClientCaseResult[]> {
  let count = 0;
  const run = crypto.randomUUID();
  const fresh = (): string => `${run}-${++count}`;
  const results: ClientCaseResult[] = [];
  for (const { name, run: one } of clientCases) {
    const failure = await one({ ...ground, fresh }).then(() => null, String);
    results.push({ name, failure });
  }
  return results;
}

type Fetch = NonNullable<ClientOptions["fetch"]>;

/** A client whose answers a test may lose on their way. */
function bankAt({ url, token }: ClientGround, lost: (request: Request) => boolean = () => false): Client<typeof bank> {
  const carried: Fetch = async (address, init) => {
    const answer = await fetch(address, init);
    if (!lost(new Request(address, { headers: init.headers ?? {} }))) return answer;
    await answer.body?.cancel();
    throw new TypeError("the connection broke");
  };
  return client<typeof bank>({ url, token, fetch: carried });
}

function same(found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`found ${one}, expected ${other}`);
}

async function codeOf(asked: Promise<unknown>): Promise<unknown> {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return isMyelinError(error) ? error.code : String(error);
}

export const clientCases: readonly ClientCase[] = [
  {
    name: "a command answers what it did, a rejection its name and data",
    run: async (ground) => {
      const { commands } = bankAt(ground);
      const accountId = ground.fresh();
      const opened = await commands.OpenAccount({ accountId, owner: "Ann" });
      same(opened.ok && [opened.version, opened.duplicate, opened.stream.id], [1, false, accountId]);
      const refused = await commands.WithdrawMoney({ accountId, amount: 90 });
      if (refused.ok || refused.reason !== "InsufficientFunds") throw new Error(`found ${JSON.stringify(refused)}`);
      same(refused.data, { balance: 0, missing: 90 });
    },
  },
  {
    name: "a command whose answer was lost is sent again under its id, and done once",
    run: async (ground) => {
      const ids: (string | null)[] = [];
      const { commands } = bankAt(ground, ({ headers }) => ids.push(headers.get("idempotency-key")) === 1);
      const accountId = ground.fresh();
      const opened = await commands.OpenAccount({ accountId, owner: "Ann" });
      same(opened.ok && [opened.version, opened.duplicate], [1, true]);
      same([ids.length, new Set(ids).size, ids.includes(null)], [2, 1, false]);
    },
  },
  {
    name: "a query sees what the same client wrote",
    run: async (ground) => {
      const { commands, queries } = bankAt(ground);
      const accountId = ground.fresh();
      await commands.OpenAccount({ accountId, owner: "Ann" });
      for (let balance = 1; balance <= 5; balance++) {
        await commands.DepositMoney({ accountId, amount: 1 });
        same(await queries.balances.balanceOf({ accountId }), balance);
      }
    },
  },
  {
    name: "errors have the codes of the engine",
    run: async (ground) => {
      const { commands } = bankAt(ground);
      const accountId = ground.fresh();
      same(await codeOf(commands.OpenAccount({ accountId: "", owner: "Ann" })), "invalid_command");
      same(await codeOf(commands.TouchAccount({ accountId }, { expectedVersion: 7 })), "precondition_failed");
      const stranger = client<typeof bank>(ground.url).events();
      same(await codeOf(stranger.next()), "unauthorized");
      same(await codeOf(commands.TouchAccount({ accountId }, { signal: AbortSignal.abort() })), "aborted");
    },
  },
  {
    name: "events come in order as an async iterator, and go on behind the last one that came",
    run: async (ground) => {
      const { commands, events } = bankAt(ground);
      const accountId = ground.fresh();
      await commands.OpenAccount({ accountId, owner: "Ann" });
      for (let amount = 1; amount <= 6; amount++) await commands.DepositMoney({ accountId, amount });
      const wanted = { types: ["account.MoneyDeposited"], stream: { type: "account", id: accountId } } as const;
      const amounts: number[] = [];
      let after: Position | undefined;
      for (const most of [3, 6]) {
        const from = after === undefined ? wanted : { ...wanted, after };
        for await (const { position, data } of events(from)) {
          after = position;
          if (amounts.push(data.amount) === most) break;
        }
      }
      same(amounts, [1, 2, 3, 4, 5, 6]);
    },
  },
  {
    name: "a workflow is started and told things",
    run: async (ground) => {
      const { commands, workflows } = bankAt(ground);
      const [from, to] = [ground.fresh(), ground.fresh()];
      for (const accountId of [from, to]) await commands.OpenAccount({ accountId, owner: "Ann" });
      await commands.DepositMoney({ accountId: from, amount: 10 });
      const { id } = await workflows.payment.start({ from, to, amount: 4 });
      const until = async (is: (shown: { status: string; waits: readonly unknown[] }) => boolean): Promise<void> => {
        for (;;) {
          const shown = await workflows.payment.show(id).catch(() => undefined);
          if (shown !== undefined && is(shown)) return;
        }
      };
      await until(({ status, waits }) => status === "running" && waits.length > 0);
      await workflows.payment.signal(id, { name: "Approve", data: { by: "Zoe" } });
      await until(({ status }) => status === "completed");
    },
  },
];

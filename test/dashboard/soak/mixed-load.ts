import { setMaxListeners } from "node:events";
import { type Client, client, isMyelinError } from "../../../adapters/client/mod.ts";
import type { bank } from "../../http/bank.ts";

export interface MixedLoad {
  /** Calls by name. */
  readonly done: Readonly<Record<string, number>>;
  /** What answered otherwise than it should have. */
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly url: string;
  readonly token: string;
  /** Calls a second, altogether. */
  readonly rate: number;
  readonly accounts: number;
}

const users = 8;
const listeners = 20;

interface User extends LoadOptions {
  readonly bank: Client<typeof bank>;
  readonly account: (nth: number) => string;
}

type Call = (user: User, nth: number) => Promise<unknown>;

/** What people do, in turn. Each throws where the answer is another one than it should be. */
const calls: Readonly<Record<string, Call>> = {
  deposit: ({ bank, account }, nth) => bank.commands.DepositMoney({ accountId: account(nth), amount: 5 }),
  balance: ({ bank, account }, nth) => bank.queries.balances.balanceOf({ accountId: account(nth) }),
  withdraw: ({ bank, account }, nth) => bank.commands.WithdrawMoney({ accountId: account(nth * 7), amount: 1 }),
  turnover: ({ bank, account }, nth) => bank.queries.turnovers.turnoverOf({ accountId: account(nth * 7) }),
  overdraw: async ({ bank, account }, nth) => {
    const { ok } = await bank.commands.WithdrawMoney({ accountId: account(nth), amount: 1_000_000 });
    if (ok) throw new Error("nobody has so much");
  },
  wrong: async ({ bank }) => {
    const thrown = await bank.commands.TouchAccount({ accountId: "" }).catch((error: unknown) => error);
    if (!isMyelinError(thrown) || thrown.code !== "invalid_command") throw thrown;
  },
  stream: async ({ url, token, account }, nth) => {
    const at = `${url}/streams/account/${account(nth)}?limit=5`;
    const answer = await fetch(at, { headers: { authorization: `Bearer ${token}` } });
    await answer.text();
    if (!answer.ok) throw new Error(`streams answered ${answer.status}`);
  },
  payment: async ({ bank, account }, nth) => {
    const { id } = await bank.workflows.payment.start({ from: account(nth), to: account(nth * 3 + 1), amount: 1 });
    await approved(bank, id);
  },
};

/** Once it waits for that. */
async function approved({ workflows: { payment } }: Client<typeof bank>, id: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const shown = await payment.show(id).catch(() => undefined);
    if ((shown?.waits.length ?? 0) > 0) return payment.signal(id, { name: "Approve", data: { by: "soak" } });
    await pause(25);
  }
  throw new Error(`payment ${id} never waited for its approval`);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens the accounts, then does everything at an even pace, while listeners follow the log and come and go. */
export async function mixedLoad(options: LoadOptions): Promise<MixedLoad> {
  const { url, token, rate, accounts } = options;
  const account = (nth: number): string => `soak-${nth % accounts}`;
  const opening = client<typeof bank>({ url, token });
  for (let nth = 0; nth < accounts; nth++) {
    await opening.commands.OpenAccount({ accountId: account(nth), owner: "Ann" });
    await opening.commands.DepositMoney({ accountId: account(nth), amount: 1_000 });
  }
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const done: Record<string, number> = {};
  const failures: string[] = [];
  const one = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
      done[name] = (done[name] ?? 0) + 1;
    } catch (error) {
      if (!over.signal.aborted) failures.push(`${name}: ${String(error)}`);
    }
  };
  const names = Object.keys(calls);
  const use = async (first: number): Promise<void> => {
    const user: User = { ...options, account, bank: client<typeof bank>({ url, token }) };
    for (let nth = first; !over.signal.aborted; nth += users) {
      const name = names[Math.floor(nth / users) % names.length] ?? "";
      await Promise.all([one(name, async () => calls[name]?.(user, nth)), pause((1000 * users) / rate)]);
    }
  };
  const listen = async (nth: number): Promise<void> => {
    const { events } = client<typeof bank>({ url, token });
    while (!over.signal.aborted)
      await one("listening", async () => {
        let heard = 0;
        for await (const _ of events({ after: "latest", signal: over.signal })) if (++heard > 500 + nth * 50) break;
      });
  };
  const running = [
    ...Array.from({ length: users }, (_, first) => use(first)),
    ...Array.from({ length: listeners }, (_, nth) => listen(nth)),
  ];
  return {
    done,
    failures,
    stop: async () => {
      over.abort();
      await Promise.all(running);
    },
  };
}

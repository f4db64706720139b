import { afterEach, expect, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { MyelinError, type Store, startOfLog } from "../../../src/runtime/mod.ts";
import { senderOf } from "../../../src/runtime/workflows/workflow-key.ts";
import { eventually } from "../../support/eventually.ts";
import { bankTables } from "./bank-flows.ts";
import { rig } from "./rig.ts";

const { start, stopAll } = rig();
afterEach(stopAll);

/** What becomes of the nth transaction of a workflow: rolled back, or committed and not answered. */
type Fault = "before" | "after" | undefined;

function failing(store: Store, fault: (nth: number) => Fault): Store {
  let nth = 0;
  const { segments } = store;
  return {
    ...store,
    segments: {
      ...segments,
      work: async (request) => {
        const what = fault(nth++);
        if (what === undefined) return segments.work(request);
        const handle: typeof request.handle = async (transaction, held) => {
          const at = await request.handle(transaction, held);
          if (what === "before") throw new MyelinError("unavailable", "Cannot work: the database went away; again");
          return at;
        };
        await segments.work({ ...request, handle });
        throw new MyelinError("outcome_unknown", "Cannot tell: the connection broke at the commit; look again");
      },
    },
  };
}

const faults: readonly (readonly [string, (nth: number) => Fault])[] = [
  ["every other transaction is rolled back", (nth) => (nth % 2 === 0 ? "before" : undefined)],
  ["every other commit is not answered", (nth) => (nth % 2 === 0 ? "after" : undefined)],
  ["they fail in turns", (nth) => (["before", undefined, "after", undefined, undefined] as const)[nth % 5]],
];

const accounts = ["a", "b", "c", "closed"];
const transfers = 24;

function transferOf(nth: number): {
  readonly requestId: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
} {
  const from = accounts[nth % 3] ?? "a";
  const to = accounts[(nth * 7 + 1) % 4] ?? "b";
  return { requestId: `t-${nth}`, from, to, amount: 1 + (nth % 9) * (nth % 5 === 0 ? 100 : 1) };
}

async function allEnded(engine: Awaited<ReturnType<typeof start>>): Promise<void> {
  await eventually(async () => {
    const [one] = await engine.workflows.overview();
    const { completed = 0, failed = 0 } = one?.instances ?? {};
    expect(completed + failed).toBe(transfers);
  });
}

/** Each withdrawal has one deposit to match it, at the target or back. */
async function checkMoney(store: Store): Promise<void> {
  const log = await store.events.readLog({
    after: startOfLog,
    upTo: await store.events.safeHead(),
    limit: 10_000,
  });
  const moved = log.filter(({ metadata }) => "myelin.workflow" in metadata);
  const byInstance = new Map<string, string[]>();
  for (const { type, metadata } of moved) {
    const id = senderOf(metadata, "moving") ?? "";
    byInstance.set(id, [...(byInstance.get(id) ?? []), type]);
  }
  for (const [id, types] of byInstance) expect([id, types]).toEqual([id, ["account.Withdrawn", "account.Deposited"]]);
  const ids = moved.map(({ commandId }) => commandId);
  expect(new Set(ids).size).toBe(ids.length);
}

async function fund(engine: Awaited<ReturnType<typeof start>>): Promise<void> {
  for (const accountId of accounts) await engine.submit({ command: "Deposit", payload: { accountId, amount: 200 } });
  await engine.submit({ command: "Close", payload: { accountId: "closed" } });
}

test.each(faults)("no transfer is lost and none is made twice where %s", async (_, fault) => {
  const store = memoryStore();
  const engine = await start(bankTables(), { store: failing(store, fault) });
  await fund(engine);
  await Promise.all(
    Array.from({ length: transfers }, (__, nth) => engine.submit({ command: "Request", payload: transferOf(nth) })),
  );
  await allEnded(engine);
  await checkMoney(store);
});

test("a node that dies between a command and its outcome leaves it to the next owner, who sends it under the same id", async () => {
  const store = memoryStore();
  const first = await start(bankTables(), {
    store: failing(store, (nth) => (nth > 12 ? "before" : undefined)),
    node: "first",
    leaseMs: 300,
  });
  await fund(first);
  for (let nth = 0; nth < transfers; nth++) await first.submit({ command: "Request", payload: transferOf(nth) });
  await first.stop(0);
  const second = await start(bankTables(), { store, node: "second", leaseMs: 300 });
  await allEnded(second);
  await checkMoney(store);
});

test("two nodes share the segments, and each transfer is made once", async () => {
  const store = memoryStore();
  const [one, other] = await Promise.all([
    start(bankTables(), { store, node: "one" }),
    start(bankTables(), { store, node: "other" }),
  ]);
  if (one === undefined || other === undefined) throw new Error("Both start");
  await fund(one);
  for (let nth = 0; nth < transfers; nth++)
    await (nth % 2 === 0 ? one : other).submit({ command: "Request", payload: transferOf(nth) });
  await allEnded(other);
  await checkMoney(store);
});

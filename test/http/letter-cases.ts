import assert from "node:assert/strict";
import { isRecord } from "../../src/runtime/mod.ts";
import { poisoned, secret } from "./bank.ts";
import { admin, answerOf, asAdmin, type HttpCase, type HttpWorld, json, problemOf } from "./http-case.ts";

type Facts = Readonly<Record<string, unknown>>;

/** A record, of which each case compares what it reads. */
function factsOf(value: unknown): Facts {
  assert.ok(isRecord(value), `no record: ${JSON.stringify(value)}`);
  return value;
}

const root = "/admin/dead-letters";

/** An account of this name whose deposits the projection of turnovers fails on, and the position of the last of them. */
async function park(world: HttpWorld, accountId: string, deposits: number): Promise<string> {
  poisoned.add(accountId);
  // It may be open already: one name stays the same in every run.
  await (await world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" }))).text();
  let position = "";
  for (let amount = 1; amount <= deposits; amount += 1)
    position = String(
      (await answerOf(await world.ask("/commands/DepositMoney", json({ accountId, amount })))).position,
    );
  await problemOf(await askTurnover(world, accountId, position), "sequence_parked");
  // The first of them parks its sequence, and so answers for all; the others may still be on their way behind it.
  while ((await lettersOf(world, accountId)).length < deposits) await new Promise((resolve) => setTimeout(resolve, 5));
  return position;
}

function askTurnover(world: HttpWorld, accountId: string, position: string): Promise<Response> {
  const headers = { "myelin-wait-for": position };
  return world.ask(`/queries/turnovers/turnoverOf?accountId=${encodeURIComponent(accountId)}`, { headers });
}

function pathOf(accountId: string): string {
  return `${root}/turnovers/${encodeURIComponent(accountId)}`;
}

/** All letters of an account. */
async function lettersOf(world: HttpWorld, accountId: string): Promise<readonly Facts[]> {
  const { letters, next } = await answerOf(await asAdmin(world)(pathOf(accountId)));
  assert.equal(next, null);
  return letters as readonly Facts[]; // each case compares what it reads
}

async function retry(world: HttpWorld, path: string): Promise<Facts> {
  return answerOf(await asAdmin(world)(`${path}/retry`, { method: "POST" }));
}

/** Leaves nothing behind for the cases that follow. */
async function mend(world: HttpWorld, accountId: string): Promise<void> {
  poisoned.delete(accountId);
  await retry(world, pathOf(accountId));
}

/** `/admin/dead-letters` */
export const letterCases: readonly HttpCase[] = [
  {
    name: "whoever waits for an event that sits in the dead-letter table is told at once, and nothing of its cause",
    options: admin.options,
    run: async (world) => {
      const accountId = world.fresh();
      const position = await park(world, accountId, 1);
      const problem = await problemOf(await askTurnover(world, accountId, position), "sequence_parked");
      assert.ok(!JSON.stringify(problem).includes("TypeError"));
      assert.ok(!(await (await world.ask("/health/ready")).text()).includes(secret));
      await mend(world, accountId);
      assert.equal(await answerOf(await askTurnover(world, accountId, position)), 1);
    },
  },
  {
    name: "the list of letters has a line for each sequence, with what parks it, page by page",
    options: admin.options,
    run: async (world) => {
      const ids = [world.fresh(), world.fresh(), world.fresh()].sort();
      for (const id of ids) await park(world, id, 2);
      const listed: Facts[] = [];
      for (let after: string | undefined = ""; after !== undefined; ) {
        const from: string = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
        const page = await answerOf(await asAdmin(world)(`${root}?processor=turnovers&limit=1${from}`));
        // What is used of it is compared below.
        listed.push(...(page.sequences as Facts[]));
        after = page.next === null ? undefined : String(page.next);
      }
      assert.deepEqual(
        listed.map(({ processor, sequence, letters }) => [processor, sequence, letters]),
        ids.map((id) => ["turnovers", id, 2]),
      );
      const { type, message } = factsOf(factsOf(listed[0]?.head).cause);
      assert.deepEqual([type, message], ["TypeError", secret]);
      const others = await answerOf(await asAdmin(world)(`${root}?processor=balances`));
      assert.deepEqual(others, { sequences: [], next: null });
      for (const id of ids) await mend(world, id);
      assert.deepEqual(await answerOf(await asAdmin(world)(root)), { sequences: [], next: null });
    },
  },
  {
    name: "a letter tells its cause with its stack and its event, and its successors that they wait",
    options: admin.options,
    run: async (world) => {
      const accountId = world.fresh();
      await park(world, accountId, 2);
      const [head, next] = await lettersOf(world, accountId);
      const { type, message, stack } = factsOf(head?.cause);
      assert.deepEqual([type, message], ["TypeError", secret]);
      assert.match(String(stack), /\n\s+at .*bank/);
      assert.deepEqual(
        [head?.eventType, head?.stream, head?.data, head?.attempts],
        ["account.MoneyDeposited", { type: "account", id: accountId }, { amount: 1 }, 0],
      );
      assert.match(String(head?.enqueuedAt), /^\d{4}-\d\d-\d\dT/);
      assert.deepEqual([next?.cause, next?.data], [null, { amount: 2 }]);
      const path = `${pathOf(accountId)}?limit=1`;
      const first = await answerOf(await asAdmin(world)(path));
      assert.deepEqual([(first.letters as unknown[]).length, first.next], [1, head?.index]); // counted
      const second = await answerOf(await asAdmin(world)(`${path}&after=${first.next}`));
      assert.deepEqual([second.letters, second.next], [[next], null]);
      await mend(world, accountId);
    },
  },
  {
    name: "a retry stops at the letter that fails again, and works the sequence to its end once it is mended",
    options: admin.options,
    run: async (world) => {
      const accountId = world.fresh();
      const position = await park(world, accountId, 3);
      const failed = await retry(world, pathOf(accountId));
      const { attempts, cause } = factsOf(failed.stoppedAt);
      assert.deepEqual([failed.handled, failed.done, attempts, factsOf(cause).message], [0, false, 1, secret]);
      poisoned.delete(accountId);
      const sequence = { processor: "turnovers", sequence: accountId };
      assert.deepEqual(await retry(world, pathOf(accountId)), { sequence, handled: 3, done: true, stoppedAt: null });
      assert.equal(await answerOf(await askTurnover(world, accountId, position)), 6);
      await problemOf(await asAdmin(world)(pathOf(accountId)), "unknown_sequence");
    },
  },
  {
    name: "a retry of the next one takes the sequence that was touched longest ago, until there is none",
    options: admin.options,
    run: async (world) => {
      const [first, second] = [world.fresh(), world.fresh()];
      await park(world, first, 1);
      await park(world, second, 1);
      poisoned.delete(second);
      const tried = async (): Promise<unknown> => {
        const { sequence, done } = await retry(world, `${root}/turnovers`);
        return [sequence === null ? null : factsOf(sequence).sequence, done];
      };
      assert.deepEqual(await tried(), [first, false]);
      assert.deepEqual(await tried(), [second, true]);
      poisoned.delete(first);
      assert.deepEqual(await tried(), [first, true]);
      assert.equal((await retry(world, `${root}/turnovers`)).sequence, null);
    },
  },
  {
    name: "a letter is given up alone, or with its whole sequence",
    options: admin.options,
    run: async (world) => {
      const accountId = world.fresh();
      await park(world, accountId, 3);
      const [head] = await lettersOf(world, accountId);
      const evict = (search: string): Promise<Response> =>
        asAdmin(world)(`${pathOf(accountId)}${search}`, { method: "DELETE" });
      assert.deepEqual(await answerOf(await evict(`?index=${head?.index}`)), { evicted: 1 });
      assert.equal((await lettersOf(world, accountId)).length, 2);
      assert.deepEqual(await answerOf(await evict("")), { evicted: 2 });
      await problemOf(await evict(""), "unknown_sequence");
      poisoned.delete(accountId);
    },
  },
  {
    name: "a sequence is found by whatever key it has",
    options: admin.options,
    run: async (world) => {
      for (const odd of ["a/b", "retry", "ä ö", "100%", "%2F", '["q",1]', "?#&=+"]) {
        const accountId = odd === "retry" ? odd : `${world.fresh()} ${odd}`;
        await park(world, accountId, 1);
        const [{ sequence, data } = {}] = await lettersOf(world, accountId);
        assert.deepEqual([sequence, data], [accountId, { amount: 1 }]);
        poisoned.delete(accountId);
        assert.deepEqual(await answerOf(await asAdmin(world)(pathOf(accountId), { method: "DELETE" })), { evicted: 1 });
      }
    },
  },
  {
    name: "letters that are not there, and names that nobody knows, are told so",
    options: admin.options,
    run: async (world) => {
      const ask = asAdmin(world);
      const post = { method: "POST" };
      for (const sequence of [world.fresh(), "%00"]) {
        await problemOf(await ask(`${root}/turnovers/${sequence}`), "unknown_sequence");
        await problemOf(await ask(`${root}/turnovers/${sequence}/retry`, post), "unknown_sequence");
        await problemOf(await ask(`${root}/turnovers/${sequence}`, { method: "DELETE" }), "unknown_sequence");
      }
      for (const processor of [world.fresh(), "%00"]) {
        await problemOf(await ask(`${root}/${processor}/a`), "unknown_processor");
        await problemOf(await ask(`${root}/${processor}/retry`, post), "unknown_processor");
        await problemOf(await ask(`${root}?processor=${processor}`), "unknown_processor");
      }
      await problemOf(await ask(`${root}/move`, json({ from: world.fresh(), to: "turnovers" })), "unknown_processor");
      await problemOf(await ask(`${root}/move`, json({ from: "turnovers", to: world.fresh() })), "unknown_processor");
    },
  },
  {
    name: "parameters and bodies that do not fit are told where",
    options: admin.options,
    run: async (world) => {
      const ask = asAdmin(world);
      const lists = ["limit=0", "limit=1001", "after=x", "after=%5B1%5D", 'after=["a"]', 'after=["%00","b"]'];
      const shows = ["limit=x", "after=-1"].map((search) => `/turnovers/a?${search}`);
      for (const path of [...lists.map((search) => `?${search}`), ...shows]) {
        const { issues } = await problemOf(await ask(root + path), "invalid_query");
        assert.equal(issues?.[0]?.path, /[?]([a-z]+)=/.exec(path)?.[1]);
      }
      await problemOf(await ask(`${root}/turnovers/a?index=x`, { method: "DELETE" }), "invalid_query");
      for (const body of [{}, { from: "a" }, { from: "a", to: "" }, { from: "a", to: 1 }]) {
        const { detail } = await problemOf(await ask(`${root}/move`, json(body)), "invalid_command");
        assert.match(detail, /; send \{ "from"/);
      }
      await problemOf(await ask(`${root}/turnovers/retry`, json({ all: true })), "invalid_command");
    },
  },
];

import assert from "node:assert/strict";
import { type EventReader, readEvents } from "./event-source.ts";
import { admin, answerOf, asAdmin, type HttpCase, type HttpWorld, json, openAccount, problemOf } from "./http-case.ts";

/** `GET /events`: the log as it grows. */
export const eventCases: readonly HttpCase[] = [
  {
    name: "events wants the admin token",
    options: admin.options,
    run: async ({ ask }) => {
      await problemOf(await ask("/events"), "unauthorized");
      await problemOf(await ask("/events", { headers: { authorization: "Bearer wrong" } }), "unauthorized");
    },
  },
  {
    name: "events tells what was there and then what comes, each once and in order",
    options: admin.options,
    run: async (world) => {
      const accountId = await openAccount(world, 5);
      const stream = await listen(world, `?stream=account/${accountId}`);
      const [opened, first] = await stream.take(2);
      assert.equal(opened?.type, "account.AccountOpened");
      assert.deepEqual(opened?.stream, { type: "account", id: accountId });
      assert.equal(opened?.schemaVersion, 1);
      assert.deepEqual([first?.type, first?.version, first?.data], ["account.MoneyDeposited", 2, { amount: 5 }]);
      for (const amount of [1, 2, 3]) await deposit(world, { accountId, amount });
      const later = await stream.take(3);
      assert.deepEqual(
        later.map(({ version, data }) => [version, data.amount]),
        [
          [3, 1],
          [4, 2],
          [5, 3],
        ],
      );
      await stream.close();
    },
  },
  {
    name: "events resumes behind the last id, and without it begins where it is told",
    options: admin.options,
    run: async (world) => {
      const accountId = await openAccount(world, 1);
      for (const amount of [2, 3, 4]) await deposit(world, { accountId, amount });
      const whole = await listen(world, `?aggregates=account&stream=account/${accountId}`);
      const all = await whole.take(4);
      await whole.close();
      const id = String(all[1]?.position);
      const resumed = await listen(world, `?stream=account/${accountId}&after=latest`, id);
      assert.deepEqual(await resumed.take(2), all.slice(2));
      await resumed.close();
      const after = await listen(world, `?stream=account/${accountId}&after=${id}`);
      assert.deepEqual(await after.take(2), all.slice(2));
      await after.close();
      const latest = await listen(world, `?stream=account/${accountId}&after=latest`);
      await latest.sign();
      assert.ok(BigInt(latest.lastId()) >= BigInt(String(all.at(-1)?.position)));
      await deposit(world, { accountId, amount: 5 });
      assert.deepEqual((await latest.take(1))[0]?.data, { amount: 5 });
      await latest.close();
    },
  },
  {
    name: "events tells only what is wanted",
    options: admin.options,
    run: async (world) => {
      const before = await listen(world, "?after=latest&types=account.MoneyDeposited,account.StatementFiled");
      const other = await listen(world, "?after=latest&types=account.AccountOpened&types=account.MoneyWithdrawn");
      // Both stand at the end of the log before anything else happens.
      await Promise.all([before.sign(), other.sign()]);
      const accountId = await openAccount(world, 7);
      assert.deepEqual((await before.take(1))[0]?.stream.id, accountId);
      assert.deepEqual((await other.take(1))[0]?.type, "account.AccountOpened");
      await Promise.all([before.close(), other.close()]);
    },
  },
  {
    name: "events of names that are not there are refused with the nearest",
    options: admin.options,
    run: async (world) => {
      const ask = asAdmin(world);
      for (const [search, near] of [
        ["types=account.MoneyDeposit", "account.MoneyDeposited"],
        ["aggregates=acount", "account"],
        ["stream=accounts/a", "account"],
      ]) {
        const { issues } = await problemOf(await ask(`/events?${search}`), "invalid_query");
        assert.ok(issues?.[0]?.message.includes(`did you mean "${near}"`), search);
      }
      for (const search of ["after=x", "after=-1", "after=1.x", "after=0.1", "types=", "stream=account", "stream=/a"])
        await problemOf(await ask(`/events?${search}`), "invalid_query");
      await problemOf(await ask("/events", { headers: { "last-event-id": "1,2" } }), "invalid_query");
    },
  },
  {
    name: "events behind the end of the log are refused",
    options: admin.options,
    run: async (world) => {
      const ask = asAdmin(world);
      await problemOf(await ask("/events?after=9000000000000000000"), "cursor_ahead");
      await problemOf(await ask("/events", { headers: { "last-event-id": "9000000000000000000" } }), "cursor_ahead");
    },
  },
  {
    name: "events shows signs of life, with the place up to which there is nothing",
    options: { ...admin.options, events: { keepAliveMs: 5 } },
    run: async (world) => {
      const stream = await listen(world, `?after=latest&stream=account/${world.fresh()}`);
      const { position } = await deposit(world, { accountId: await openAccount(world), amount: 1 });
      // Another stream's event moves the place, too: who resumes need not read over it again.
      while (stream.lastId() === "" || BigInt(stream.lastId()) < BigInt(position)) {
        const told = await stream.sign();
        assert.equal(told?.kind, "comment");
      }
      await stream.close();
    },
  },
  {
    name: "events refuses more streams than may be open, and lets in again when one has left",
    options: { ...admin.options, events: { maxOpen: 2 } },
    run: async (world) => {
      const open = [await listen(world, ""), await listen(world, "?after=latest")];
      const refused = await asAdmin(world)("/events");
      assert.equal(refused.headers.get("retry-after"), "5");
      await problemOf(refused, "unavailable");
      await open[0]?.close();
      // The host may take a moment to notice that somebody has left.
      let again = await asAdmin(world)("/events");
      while (again.status === 503) {
        await again.text();
        await new Promise((resolve) => setTimeout(resolve, 5));
        again = await asAdmin(world)("/events");
      }
      await readEvents(again).close();
      await open[1]?.close();
    },
  },
  {
    name: "events answers pages to those who prefer JSON",
    options: admin.options,
    run: async (world) => {
      const accountId = await openAccount(world, 1);
      const { position } = await deposit(world, { accountId, amount: 2 });
      const page = async (search: string): Promise<Readonly<Record<string, unknown>>> =>
        answerOf(
          await asAdmin(world)(`/events?stream=account/${accountId}&${search}`, {
            headers: { accept: "application/json" },
          }),
        );
      const reached = async (): Promise<Readonly<Record<string, unknown>>> => {
        for (;;) {
          const found = await page("limit=2");
          if (found.more === true) return found;
        }
      };
      const first = await reached();
      assert.deepEqual([Array.isArray(first.events) && first.events.length, first.more], [2, true]);
      const second = await page(`after=${first.position}`);
      assert.ok(Array.isArray(second.events) && second.more === false);
      assert.equal(second.events[0]?.position, position);
      assert.ok(BigInt(String(second.position)) >= BigInt(position));
      assert.deepEqual((await page(`after=${second.position}`)).events, []);
    },
  },
  {
    name: "events answers HEAD without opening a stream",
    options: { ...admin.options, events: { maxOpen: 0 } },
    run: async (world) => {
      const answer = await asAdmin(world)("/events", { method: "HEAD" });
      assert.equal(answer.headers.get("content-type"), "text/event-stream");
      assert.equal(await answer.text(), "");
    },
  },
];

async function listen(world: HttpWorld, search: string, lastId?: string): Promise<EventReader> {
  const headers = lastId === undefined ? {} : { "last-event-id": lastId };
  return readEvents(await asAdmin(world)(`/events${search}`, { headers }));
}

async function deposit(
  { ask }: HttpWorld,
  entry: { readonly accountId: string; readonly amount: number },
): Promise<{ readonly position: string }> {
  const { position } = await answerOf(await ask("/commands/DepositMoney", json(entry)));
  return { position: String(position) };
}

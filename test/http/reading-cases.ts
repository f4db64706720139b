import assert from "node:assert/strict";
import { admin, answerOf, type HttpCase, json, openAccount, ownMetadata, problemOf } from "./http-case.ts";

/** `GET /queries/…` and `GET /streams/…`. */
export const readingCases: readonly HttpCase[] = [
  {
    name: "a query answers its value itself, and a caller who waits reads its own write",
    run: async (world) => {
      const accountId = await openAccount(world);
      const written = await world.ask("/commands/DepositMoney", json({ accountId, amount: 42 }));
      const headers = { "myelin-wait-for": String(written.headers.get("myelin-position")) };
      await answerOf(written);
      const answer = await world.ask(`/queries/balances/balanceOf?accountId=${accountId}`, { headers });
      const position = BigInt(String(answer.headers.get("myelin-position")));
      assert.equal(await answerOf(answer), 42);
      assert.ok(position >= BigInt(headers["myelin-wait-for"]));
    },
  },
  {
    name: "a query that finds nothing answers null",
    run: async (world) => {
      assert.equal(await answerOf(await world.ask(`/queries/balances/balanceOf?accountId=${world.fresh()}`)), null);
    },
  },
  {
    name: "a query reads its parameters as text, and a repeated one as a list",
    run: async (world) => {
      assert.equal(await answerOf(await world.ask("/queries/balances/double?count=21")), 42);
      const none = `accountId=${world.fresh()}`;
      assert.deepEqual(await answerOf(await world.ask(`/queries/balances/rowsOf?${none}&${none}`)), [null, null]);
    },
  },
  {
    name: "parameters that do not fit are told where",
    run: async (world) => {
      for (const search of ["", "?accountId=", "?accountId=a&accountId=b", "?accountId=a%00b", "?__proto__=x"]) {
        const { issues } = await problemOf(await world.ask(`/queries/balances/balanceOf${search}`), "invalid_query");
        assert.equal(issues?.[0]?.path, search.startsWith("?__proto__") ? "__proto__" : "accountId", search);
      }
    },
  },
  {
    name: "an unknown query is told the nearest names",
    run: async (world) => {
      const { nearest } = await problemOf(await world.ask("/queries/balances/balanceof?accountId=a"), "unknown_query");
      assert.deepEqual(nearest, ["balances/balanceOf"]);
      for (const path of [
        "/queries/constructor/name",
        "/queries/balances/constructor",
        "/queries/__proto__/toString",
        "/queries/%00/%00",
      ])
        await problemOf(await world.ask(path), "unknown_query");
    },
  },
  {
    name: "a malformed Myelin-Wait-For is refused, naming the header",
    run: async (world) => {
      for (const position of ["", "-1", "1.5", "01", "abc", "0x10", '"1"', "1, 2", "99999999999999999999"]) {
        const headers = { "myelin-wait-for": position };
        const { issues } = await problemOf(
          await world.ask("/queries/balances/double?count=1", { headers }),
          "invalid_query",
        );
        assert.equal(issues?.[0]?.path, "Myelin-Wait-For", position);
      }
    },
  },
  {
    name: "a position beyond the log is not waited for",
    run: async (world) => {
      for (const position of [
        "999999999999999999",
        "9223372036854775807",
        "9223372036854775808",
        "9999999999999999999",
      ]) {
        const headers = { "myelin-wait-for": position };
        await problemOf(await world.ask("/queries/balances/double?count=1", { headers }), "cursor_ahead");
      }
    },
  },
  {
    name: "a query that throws, or answers what JSON cannot say, tells nothing of itself",
    run: async (world) => {
      await problemOf(await world.ask("/queries/balances/broken"), "handler_failed");
      await problemOf(await world.ask("/queries/balances/unsayable"), "internal");
    },
  },
  {
    name: "a stream answers its events with all they carry",
    options: admin.options,
    run: async (world) => {
      const accountId = world.fresh();
      const key = { "idempotency-key": world.fresh(), "correlation-id": world.fresh() };
      const opened = await answerOf(await world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" }, key)));
      const { events, next } = await answerOf(
        await world.ask(`/streams/account/${accountId}`, { headers: admin.headers }),
      );
      // The comparison below checks the form.
      const [event] = events as [Readonly<Record<string, unknown>>];
      assert.equal(next, null);
      assert.deepEqual(ownMetadata(event), {});
      assert.deepEqual(events, [
        {
          id: event.id,
          type: "account.AccountOpened",
          version: 1,
          position: opened.position,
          data: { owner: "Ann" },
          metadata: event.metadata,
          commandId: key["idempotency-key"],
          correlationId: key["correlation-id"],
          causationId: null,
          recordedAt: event.recordedAt,
        },
      ]);
      assert.match(String(event.recordedAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.ok(typeof event.id === "string" && event.id.length > 0);
    },
  },
  {
    name: "a stream is read page by page",
    options: admin.options,
    run: async (world) => {
      const accountId = await openAccount(world, 1);
      await answerOf(await world.ask("/commands/DepositMoney", json({ accountId, amount: 2 })));
      const page = async (search: string): Promise<unknown> => {
        const { events, next } = await answerOf(await world.ask(`/streams/account/${accountId}${search}`, admin));
        return [(events as readonly { version: number }[]).map(({ version }) => version), next]; // compared below
      };
      assert.deepEqual(await page("?limit=2"), [[1, 2], 2]);
      assert.deepEqual(await page("?limit=2&after=2"), [[3], null]);
      assert.deepEqual(await page("?limit=3"), [[1, 2, 3], null]);
      assert.deepEqual(await page("?after=3"), [[], null]);
      assert.deepEqual(await page("?after=2147483647&limit=1000"), [[], null]);
    },
  },
  {
    name: "a stream nobody wrote is unknown",
    options: admin.options,
    run: async (world) => {
      for (const path of [
        `account/${world.fresh()}`,
        "nothing/1",
        "account/%00",
        "%00/x",
        "__proto__/constructor",
        "account/%ff",
      ])
        await problemOf(await world.ask(`/streams/${path}`, admin), "unknown_stream");
    },
  },
  {
    name: "a malformed page is refused, naming the parameter",
    options: admin.options,
    run: async (world) => {
      const accountId = await openAccount(world);
      for (const search of [
        "after=-1",
        "after=x",
        "after=",
        "after=1e3",
        "after=2147483648",
        "after=99999999999999999",
        "limit=0",
        "limit=1001",
        "limit=1.5",
      ]) {
        const { issues } = await problemOf(
          await world.ask(`/streams/account/${accountId}?${search}`, admin),
          "invalid_query",
        );
        assert.equal(issues?.[0]?.path, search.split("=")[0], search);
      }
    },
  },
];

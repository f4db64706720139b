import assert from "node:assert/strict";
import { type ProblemCode, problemStatuses } from "../../adapters/http/mod.ts";
import { type AskInit, answerOf, type HttpCase, type HttpWorld, json, openAccount, problemOf } from "./http-case.ts";

/** Checks that each of the requests is refused with the code, and that the log stays as it was. */
async function refused(world: HttpWorld, code: ProblemCode, requests: Iterable<Promise<Response>>): Promise<void> {
  const before = await world.countEvents();
  for (const request of requests) await problemOf(await request, code);
  assert.equal(await world.countEvents(), before);
}

function raw(body: BodyInit, headers: Readonly<Record<string, string>> = {}): AskInit {
  return { method: "POST", body, headers: { "content-type": "application/json", ...headers } };
}

function streamed(chunks: readonly string[]): AskInit {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  return { ...raw(body), duplex: "half" };
}

const deep = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;

/** Text that does not compress, three bytes a character. */
function noise(length: number): string {
  return Array.from({ length }, (_, index) => String.fromCharCode(0x4e00 + ((index * 7919) % 20_000))).join("");
}

/** `POST /commands/{Command}`: every way of getting it wrong. */
export const wrongCommandCases: readonly HttpCase[] = [
  {
    name: "a malformed If-Match is refused, naming the header",
    run: async (world) => {
      const accountId = await openAccount(world);
      const before = await world.countEvents();
      for (const match of [
        "1",
        'W/"1"',
        "*",
        '"1", "2"',
        '"-1"',
        '"one"',
        '"01"',
        '"1.0"',
        '"99999999999999999"',
        "",
      ]) {
        const answer = await world.ask("/commands/DepositMoney", json({ accountId, amount: 1 }, { "if-match": match }));
        const { issues } = await problemOf(answer, "invalid_command");
        assert.equal(issues?.[0]?.path, "If-Match", match);
      }
      assert.equal(await world.countEvents(), before);
    },
  },
  {
    name: "a malformed Idempotency-Key or Correlation-Id is refused, naming the header",
    run: async (world) => {
      const accountId = await openAccount(world);
      const before = await world.countEvents();
      for (const header of ["Idempotency-Key", "Correlation-Id"])
        for (const value of [
          "",
          '""',
          '"',
          '"open',
          '"in"side"',
          '"bad\\escape"',
          "caf\u00e9",
          "tab\there",
          "x".repeat(256),
        ]) {
          const answer = await world.ask("/commands/DepositMoney", json({ accountId, amount: 1 }, { [header]: value }));
          const { issues } = await problemOf(answer, "invalid_command");
          assert.equal(issues?.[0]?.path, header, value);
        }
      assert.equal(await world.countEvents(), before);
    },
  },
  {
    name: "a key may be 255 characters long",
    run: async (world) => {
      const key = world.fresh().padEnd(255, "~");
      const accountId = world.fresh();
      const payload = { accountId, owner: "Ann" };
      const { commandId } = await answerOf(
        await world.ask("/commands/OpenAccount", json(payload, { "idempotency-key": key })),
      );
      assert.equal(commandId, key);
    },
  },
  {
    name: "an unknown command is told the nearest names",
    run: async (world) => {
      const { nearest } = await problemOf(await world.ask("/commands/OpenAcount", json({})), "unknown_command");
      assert.deepEqual(nearest, ["OpenAccount"]);
    },
  },
  {
    name: "names that every object has are no commands",
    run: async (world) => {
      const names = [
        "constructor",
        "__proto__",
        "toString",
        "hasOwnProperty",
        "%00",
        "%2e%2e%2fadmin",
        "a%2Fb",
        "%F0%9F%90%B4",
        "%ff",
      ];
      await refused(
        world,
        "unknown_command",
        names.map((name) => world.ask(`/commands/${name}`, json({}))),
      );
    },
  },
  {
    name: "a routing key longer than any store's index takes is refused, naming the field",
    run: async (world) => {
      const before = await world.countEvents();
      for (const length of [513, 5000, 300_000]) {
        const accountId = noise(length);
        const { issues } = await problemOf(
          await world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" })),
          "invalid_command",
        );
        assert.equal(issues?.[0]?.path, "accountId");
      }
      assert.equal(await world.countEvents(), before);
      const accountId = `${world.fresh()}${noise(512)}`.slice(0, 512);
      await answerOf(await world.ask("/commands/OpenAccount", json({ accountId, owner: "Ann" })));
    },
  },
  {
    name: "a payload that does not fit is told where",
    run: async (world) => {
      const before = await world.countEvents();
      const answer = await world.ask("/commands/DepositMoney", json({ accountId: "a", amount: "much" }));
      const { issues } = await problemOf(answer, "invalid_command");
      assert.deepEqual(
        issues?.map(({ path }) => path),
        ["amount"],
      );
      assert.ok(issues?.every(({ message }) => message.length > 0));
      assert.equal(await world.countEvents(), before);
    },
  },
  {
    name: "payloads of every wrong shape are refused",
    run: async (world) => {
      const shapes = [
        null,
        true,
        1,
        "text",
        [],
        {},
        [{ accountId: "a", amount: 1 }],
        { accountId: "", amount: 1 },
        { accountId: "a", amount: null },
      ];
      await refused(
        world,
        "invalid_command",
        shapes.map((shape) => world.ask("/commands/DepositMoney", json(shape))),
      );
    },
  },
  {
    name: "a body that is not declared as JSON is refused",
    run: async (world) => {
      const types = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/json-patch",
        "json",
        "application/+json",
        "text/json; application/json",
      ];
      const body = new TextEncoder().encode('{"accountId":"a","owner":"Ann"}');
      const ask = (headers: Readonly<Record<string, string>>): Promise<Response> =>
        world.ask("/commands/OpenAccount", { method: "POST", body, headers });
      await refused(world, "unsupported_media_type", [ask({}), ...types.map((type) => ask({ "content-type": type }))]);
    },
  },
  {
    name: "a body declared as any kind of JSON is read",
    run: async (world) => {
      for (const type of [
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/vnd.bank.v1+json",
        "application/json ;x=y",
      ]) {
        const payload = JSON.stringify({ accountId: world.fresh(), owner: "Ann" });
        await answerOf(await world.ask("/commands/OpenAccount", raw(payload, { "content-type": type })));
      }
    },
  },
  {
    name: "a body that is not JSON is refused",
    run: async (world) => {
      const bytes = (...values: readonly number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);
      const bodies = [
        "",
        " ",
        "{",
        "nul",
        "{'a':1}",
        '{"a":1,}',
        "[1 2]",
        "NaN",
        "Infinity",
        "undefined",
        '"\n"',
        "{}{}",
        "\u0000",
        bytes(0xff, 0xfe),
        bytes(0x22, 0xc3, 0x28, 0x22),
        bytes(0x22, 0xed, 0xa0, 0x80, 0x22),
      ];
      await refused(
        world,
        "malformed_json",
        bodies.map((body) => world.ask("/commands/OpenAccount", raw(body))),
      );
    },
  },
  {
    name: "JSON that no store keeps as it is, or that reaches for a prototype, is refused",
    run: async (world) => {
      const values = [
        '{"accountId":"a","owner":"\\u0000"}',
        '{"accountId":"a","owner":"\\ud800"}',
        '{"accountId":"a","owner":"\\udc00 tail"}',
        '{"accountId":"a","owner":"Ann","\\u0000":1}',
        '{"accountId":"a","owner":"Ann","big":1e400}',
        '{"accountId":"a","owner":"Ann","__proto__":{"admin":true}}',
        '{"accountId":"a","owner":"Ann","\\u005f_proto__":1}',
        '{"accountId":"a","owner":"Ann","constructor":{"prototype":{"admin":true}}}',
        '{"accountId":"a","owner":"Ann","deeper":[{"__proto__":null}]}',
      ];
      await refused(
        world,
        "malformed_json",
        values.map((value) => world.ask("/commands/OpenAccount", raw(value))),
      );
    },
  },
  {
    name: "text of every other kind arrives as it was sent",
    run: async (world) => {
      const owner = 'Ünïcode 🐴 "quoted" \\ \u0001 \u2028 \ufeff end';
      const accountId = world.fresh();
      const opened = await answerOf(
        await world.ask("/commands/OpenAccount", json({ accountId, owner, constructor: "fine" })),
      );
      const headers = { "myelin-wait-for": String(opened.position) };
      const [row] = JSON.parse(
        await (await world.ask(`/queries/balances/rowsOf?accountId=${accountId}&accountId=none`, { headers })).text(),
      );
      assert.equal(row.owner, owner);
    },
  },
  {
    name: "a body may nest as deep as maxDepth, and no deeper",
    options: { maxDepth: 5 },
    run: async (world) => {
      await refused(world, "invalid_command", [world.ask("/commands/OpenAccount", raw(deep(5)))]);
      await refused(
        world,
        "malformed_json",
        [6, 7, 1000].map((levels) => world.ask("/commands/OpenAccount", raw(deep(levels)))),
      );
    },
  },
  {
    name: "half a million levels of nesting are refused like any others",
    run: async (world) => {
      const objects = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
      await refused(
        world,
        "malformed_json",
        [deep(500_000), "[".repeat(500_000), objects].map((body) => world.ask("/commands/OpenAccount", raw(body))),
      );
    },
  },
  {
    name: "a body may be as long as maxBodyBytes, and no longer, whether its length is declared or counted",
    options: { maxBodyBytes: 200 },
    run: async (world) => {
      const payload = (bytes: number): string =>
        JSON.stringify({ accountId: world.fresh(), owner: "Ann" }).padEnd(bytes, " ");
      await answerOf(await world.ask("/commands/OpenAccount", raw(payload(200))));
      await answerOf(await world.ask("/commands/OpenAccount", streamed([payload(150), " ".repeat(50)])));
      const long = [raw(payload(201)), streamed([payload(150), " ".repeat(51)]), streamed([payload(201)])];
      await refused(
        world,
        "payload_too_large",
        long.map((init) => world.ask("/commands/OpenAccount", init)),
      );
    },
  },
  {
    name: "a body of more than 1 MiB is too large by default",
    run: async (world) => {
      const { status } = problemStatuses.payload_too_large;
      const answer = await world.ask("/commands/OpenAccount", raw(" ".repeat(1_048_577)));
      assert.equal((await problemOf(answer, "payload_too_large")).status, status);
    },
  },
];

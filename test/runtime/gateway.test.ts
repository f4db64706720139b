import { expect, expectTypeOf, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { MyelinError } from "../../src/base/error.ts";
import { gateway, startEngine } from "../../src/runtime/mod.ts";
import { type counting, countingTables } from "./counter.ts";

const lines: string[] = [];
const log = (level: string, message: string): void => void lines.push(`${level} ${message}`);
const engine = await startEngine({ tables: countingTables(), store: memoryStore(), log });

test("a gateway sends typed commands and asks typed queries", async () => {
  const { commands, queries } = gateway<typeof counting>(engine);
  const done = await commands.Count({ counterId: "a", by: 7 });
  if (!done.ok) throw new Error("it fits");
  const found = await queries.counts.countOf({ counterId: "a" }, { waitFor: done.position });
  expect(found).toMatchObject({ count: 7 });
  expectTypeOf(found).toEqualTypeOf<{ counterId: string; count: number; changes: number } | null>();
  const rejected = await commands.Count({ counterId: "a", by: 200 });
  if (rejected.ok) throw new Error("it does not fit");
  expectTypeOf(rejected.reason).toEqualTypeOf<"TooMuch">();
  expectTypeOf(rejected.data).toEqualTypeOf<{ left: number }>();
  expect(rejected.data.left).toBe(93);
  // @ts-expect-error: the command has no such field
  await expect(commands.Count({ counterId: "a", times: 7 })).rejects.toMatchObject({ code: "invalid_command" });
  // @ts-expect-error: there is no such command
  expect(commands.Recount).toBeUndefined();
});

test("a gateway's send takes the command's name and what goes along with it", async () => {
  const { send } = gateway<typeof counting>(engine);
  const options = { id: "once", metadata: { tenant: "t" }, timeoutMs: 1_000, retry: { kind: "none" } } as const;
  expect(await send("Count", { counterId: "b", by: 1 }, options)).toMatchObject({ ok: true, duplicate: false });
  expect(await send("Count", { counterId: "b", by: 1 }, options)).toMatchObject({ ok: true, duplicate: true });
  const giving = AbortSignal.abort();
  await expect(send("Count", { counterId: "b", by: 1 }, { signal: giving })).rejects.toMatchObject({ code: "aborted" });
  await expect(send("Count", { counterId: "b", by: 1 }, { expectedVersion: 7 })).rejects.toMatchObject({
    code: "precondition_failed",
  });
});

test("hooks hear of every outcome, those of the gateway first; the promise is settled after them", async () => {
  const heard: string[] = [];
  const { commands } = gateway<typeof counting>(engine, {
    onDone: ({ version }) => void heard.push(`gateway done ${version}`),
    onRejected: ({ reason }) => void heard.push(`gateway rejected ${reason}`),
    onFailed: (error) => void heard.push(`gateway failed ${error instanceof MyelinError && error.code}`),
  });
  await commands.Count({ counterId: "c", by: 1 }, { onDone: ({ version }) => void heard.push(`call done ${version}`) });
  await commands.Count(
    { counterId: "c", by: 200 },
    { onRejected: ({ data }) => void heard.push(`call left ${data.left}`) },
  );
  await commands.Break({ counterId: "c" }, { onFailed: () => void heard.push("call failed") }).catch(() => {});
  expect(heard).toEqual([
    "gateway done 1",
    "call done 1",
    "gateway rejected TooMuch",
    "call left 99",
    "gateway failed handler_failed",
    "call failed",
  ]);
});

test("a hook that throws is logged and changes nothing", async () => {
  lines.length = 0;
  const onDone = (): never => {
    throw new Error("no paper");
  };
  const { commands } = gateway<typeof counting>(engine, { log, onDone });
  expect(await commands.Count({ counterId: "d", by: 1 })).toMatchObject({ ok: true });
  expect(lines).toEqual(['error A hook of command "Count" threw']);
});

test("sendAndForget does not wait, and logs a failure that nobody hears of", async () => {
  lines.length = 0;
  const { sendAndForget } = gateway<typeof counting>(engine, { log });
  const done = new Promise((resolve) => sendAndForget("Count", { counterId: "e", by: 1 }, { onDone: resolve }));
  expect(await done).toMatchObject({ ok: true, version: 1 });
  const failed = new Promise((resolve) => sendAndForget("Break", { counterId: "e" }, { onFailed: resolve }));
  expect(await failed).toMatchObject({ code: "handler_failed" });
  expect(lines).toEqual([]);
  sendAndForget("Break", { counterId: "e" });
  await expect.poll(() => lines).toEqual(['error Command "Break" failed, and nobody waited for it']);
});

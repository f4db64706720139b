import { expect } from "vitest";
import { application, compile } from "../../../src/mod.ts";
import {
  type CommandResult,
  type Engine,
  type EngineOptions,
  type RetryNode,
  type Store,
  startEngine,
} from "../../../src/runtime/mod.ts";
import { counter } from "../counter.ts";
import { countsIn, countTableOf } from "./lives.ts";

type Life = "async" | "inline";

const table = countTableOf("counts_inline");
/** The same projection in one life or the other. */
const tablesIn = (life: Life) => {
  const fold = countsIn(life, table);
  const { node } = fold;
  const named = { ...fold, node: { ...node, name: "counts" } };
  // Only the name is another, so that both are one projection to the database.
  return compile(application("counting", [counter, named as typeof fold]));
};
export const [inlineTables, asyncTables] = [tablesIn("inline"), tablesIn("async")];

/** A database that several engines use; each gets a store of its own, where the store is no memory. */
export interface InlineScene {
  readonly open: () => Promise<Store>;
}

const engines: Engine[] = [];

export async function stopEngines(): Promise<void> {
  await Promise.all(engines.splice(0).map((one) => one.stop()));
}

async function start({ open }: InlineScene, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const started = await startEngine({ tables: inlineTables, store: await open(), log: () => {}, ...options });
  engines.push(started);
  return started;
}

async function stop(engine: Engine): Promise<void> {
  engines.splice(engines.indexOf(engine), 1);
  await engine.stop();
}

const often: RetryNode = { kind: "interval", everyMs: 1, maxAttempts: 200 };
const count = (by: number, counterId = "c") => ({ command: "Count", payload: { counterId, by } });
const all = { projection: "counts", query: "all", parameters: {} };

async function rowsNow(engine: Engine): Promise<unknown> {
  return (await engine.query(all)).value;
}

function positionOf(result: CommandResult) {
  if (!result.ok) throw new Error("rejected");
  return result.position;
}

/** Waits for what happens soon, without a limit of its own: the test's is enough. */
async function until(happened: () => Promise<boolean>): Promise<void> {
  while (!(await happened())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** What holds for inline folds on any store. */
export const inlineCases: Readonly<Record<string, (scene: InlineScene) => Promise<void>>> = {
  "an inline fold shows a command's row as soon as the command is answered": async (scene) => {
    for (const mode of ["simple", "batched"] as const) {
      const one = await start(scene, { mode });
      for (const by of [1, 2, 3]) {
        const before = (await rowsNow(one)) as readonly { count: number }[]; // rows of the table
        await one.submit(count(by, "only"));
        const after = (await rowsNow(one)) as readonly { count: number }[]; // rows of the table
        expect((after[0]?.count ?? 0) - (before[0]?.count ?? 0)).toBe(by);
      }
      await stop(one);
    }
  },
  "an inline fold counts every event once under concurrent commands of two engines": async (scene) => {
    const [one, two] = [await start(scene), await start(scene, { mode: "simple" })];
    await Promise.all(
      Array.from({ length: 60 }, (_, nth) =>
        (nth % 2 ? one : two).submit({ ...count(1, `c-${nth % 3}`), retry: often }),
      ),
    );
    const row = (counterId: string) => ({ counterId, count: 20, changes: 20 });
    expect(await rowsNow(one)).toEqual([row("c-0"), row("c-1"), row("c-2")]);
  },
  "a handler of an inline fold that throws fails its command alone, and nothing of it is stored": async (scene) => {
    const one = await start(scene, { tables: tablesThatRefuse(13) });
    const results = await Promise.allSettled([1, 13, 2].map((by) => one.submit(count(by, `c-${by}`))));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({ reason: { code: "handler_failed" } });
    expect(await rowsNow(one)).toHaveLength(2);
    await expect(one.readStream({ type: "counter", id: "c-13" }, { after: 0, limit: 1 })).rejects.toMatchObject({
      code: "unknown_stream",
    });
  },
  "a fold becomes inline on a log that has events, and keeps what its processor did": async (scene) => {
    const before = await start(scene, { tables: asyncTables });
    for (const by of [1, 2, 3]) await before.submit(count(by));
    await stop(before);
    const after = await start(scene);
    await until(async () => (await (await scene.open()).inline.folds()).length === 1);
    await after.submit(count(4));
    expect(await rowsNow(after)).toEqual([{ counterId: "c", count: 10, changes: 4 }]);
    await after.submit(count(5));
    expect(await rowsNow(after)).toEqual([{ counterId: "c", count: 15, changes: 5 }]);
  },
  "code that does not fold what the database has inline may not append, until it has aligned the processor": async (
    scene,
  ) => {
    const inline = await start(scene);
    await inline.submit(count(1));
    const old = await start(scene, { tables: asyncTables });
    await expect(old.submit(count(2))).rejects.toMatchObject({ code: "store_not_ready" });
    await inline.submit(count(3));
    await stop(inline);
    await old.processors.align("counts");
    const waitFor = positionOf(await old.submit(count(4)));
    expect((await old.query({ ...all, waitFor })).value).toEqual([{ counterId: "c", count: 8, changes: 3 }]);
  },
  "an engine whose fold goes inline or back on another node goes on with its commands": async (scene) => {
    const one = await start(scene);
    await one.submit(count(1));
    const store = await scene.open();
    await store.inline.unflip("counts");
    await one.submit(count(2));
    await until(async () => (await store.inline.folds()).length === 1);
    const waitFor = positionOf(await one.submit(count(3)));
    expect((await one.query({ ...all, waitFor })).value).toEqual([{ counterId: "c", count: 6, changes: 3 }]);
  },
  "a reset of an inline fold builds it anew, and it goes inline again": async (scene) => {
    const one = await start(scene);
    for (const by of [1, 2]) await one.submit(count(by));
    await one.processors.reset("counts", { to: { kind: "first" }, force: true });
    const waitFor = positionOf(await one.submit(count(3)));
    expect((await one.query({ ...all, waitFor })).value).toEqual([{ counterId: "c", count: 6, changes: 3 }]);
    const store = await scene.open();
    await until(async () => (await store.inline.folds()).length === 1);
    await one.submit(count(4));
    expect(await rowsNow(one)).toEqual([{ counterId: "c", count: 10, changes: 4 }]);
  },
  "a query of an inline fold is refused beyond the end of the log": async (scene) => {
    const one = await start(scene);
    const last = positionOf(await one.submit(count(1)));
    const waitFor = String(Number(last) + 1_000) as typeof last; // a number larger than a position's is one
    await expect(one.query({ ...all, waitFor })).rejects.toMatchObject({ code: "cursor_ahead" });
  },
};

function tablesThatRefuse(bad: number) {
  const { node } = countsIn("inline", table);
  const on = node.on.map((group) => ({
    ...group,
    handlers: Object.fromEntries(
      Object.entries(group.handlers).map(([event, handle]) => [
        event,
        (row: unknown, data: { by: number }, context: never) => {
          if (data.by === bad) throw new Error("a bad number");
          return handle(row, data, context);
        },
      ]),
    ),
  }));
  const fold = { ...countsIn("inline", table), node: { ...node, name: "counts", on } };
  return compile(application("counting", [counter, fold as unknown as ReturnType<typeof countsIn>])); // the same but for its handlers
}

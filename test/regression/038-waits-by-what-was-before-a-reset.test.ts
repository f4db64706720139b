import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { application, compile } from "../../src/mod.ts";
import { type Store, startEngine, startOfLog } from "../../src/runtime/mod.ts";
import { counter } from "../runtime/counter.ts";
import { countsIn } from "../runtime/lives/lives.ts";
import { eventually } from "../support/eventually.ts";
import { type Gate, gate } from "../support/gate.ts";

/**
 * A reset was answered before the node had looked at its processors again. A query that waited for a position then found it reached, by where
 * the projection had stood before, and read rows that were being built anew: none.
 */
test("a reset is answered when this node knows of it, so that queries wait for rows that are built anew", async () => {
  const store = memoryStore();
  let held: Gate | undefined;
  let waiting = 0;
  const renew: Store["segments"]["renew"] = async (life) => {
    waiting++;
    await held?.passed;
    waiting--;
    return store.segments.renew(life);
  };
  const segments = Object.assign(Object.create(store.segments), { renew });
  const tables = compile(application("counting", [counter, countsIn("inline")]));
  const engine = await startEngine({
    tables,
    store: Object.assign(Object.create(store), { segments }),
    migrate: true,
    log: () => {},
  });
  try {
    await eventually(async () => expect(await store.inline.folds()).toHaveLength(1));
    const counted = await engine.submit({ command: "Count", payload: { counterId: "c", by: 3 } });
    if (!counted.ok) throw new Error("counted");
    held = gate();
    await eventually(async () => expect(waiting).toBeGreaterThan(0));
    let answered = false;
    const reset = engine.processors.reset("counts-inline", { to: { kind: "first" }, force: true }).then(() => {
      answered = true;
    });
    const positions = async () => (await store.segments.state("counts-inline"))?.segments.map((one) => one.position);
    await eventually(async () => expect(new Set(await positions())).toEqual(new Set([startOfLog])));
    expect(answered).toBe(false);
    held.open();
    held = undefined;
    await reset;
    const asked = { projection: "counts-inline", query: "all", parameters: {}, waitFor: counted.position };
    expect((await engine.query(asked)).value).toEqual([{ counterId: "c", count: 3, changes: 1 }]);
  } finally {
    held?.open();
    await engine.stop();
  }
});

import type { StandardSchemaV1 } from "@standard-schema/spec";
import * as v from "valibot";
import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { aggregate } from "../../src/mod.ts";
import { tablesOf } from "../commands/tally.ts";
import { commandRig } from "../runtime/command-rig.ts";
import { cameTo } from "./settled-within.ts";

const refusing: StandardSchemaV1<{ by: number }> = {
  "~standard": { version: 1, vendor: "test", validate: async () => ({ issues: [{ message: "no" }] }) },
};

const odd = aggregate("odd", {
  initial: () => 0,
  events: { Done: refusing },
  commands: { Do: v.object({ oddId: v.string() }) },
  rejections: {},
})
  .route("oddId")
  .evolve({ Done: (count) => count + 1 })
  // A decider in JavaScript, which no types hold back: its second event is none.
  .decide({ Do: (_, __, { emit }) => [emit.Done({ by: 1 }), { nonsense: true } as never] });

// The second message throws at once, and nobody is left to hear of the first one's check: on Node the process ends.
test("a decision of which an asynchronous schema refuses one event and another is no event fails its command alone", async () => {
  const listeners = process.listeners("unhandledRejection");
  const unhandled: unknown[] = [];
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (error) => unhandled.push(error));
  try {
    const node = commandRig({ mode: "simple", tables: tablesOf(odd), store: memoryStore() });
    expect(await cameTo(node.submit({ command: "Do", payload: { oddId: "a" } }))).toBe("invalid_decision");
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
  expect(unhandled).toEqual([]);
});

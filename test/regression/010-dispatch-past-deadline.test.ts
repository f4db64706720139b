import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { onDispatch } from "../../src/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { door } from "../commands/watched-events.ts";
import { commandRig } from "../runtime/command-rig.ts";
import { cameTo } from "./settled-within.ts";

// Nobody listens for the deadline while dispatch interceptors (or an asynchronous schema) run: the command keeps its caller, and its
// place in the gate, for ever.
test("a command whose dispatch interceptor never ends is ended by the caller's deadline", async () => {
  const gate = door();
  const dispatch = [onDispatch("stuck", () => gate.pass().then(() => undefined))];
  const node = commandRig({ mode: "batched", tables: tablesOf(tally, { dispatch }), store: memoryStore() });
  const giving = new AbortController();
  const sent = node.submit({ ...add("a", 1), signal: giving.signal });
  await gate.reached;
  giving.abort();
  expect(await cameTo(sent)).toBe("aborted");
});

import { afterEach, expect, test, vi } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { type Engine, startEngine } from "../../src/runtime/mod.ts";
import { type OtelRig, otelRig, treeText } from "./otel-rig.ts";
import { bug, sceneTables } from "./scene.ts";

let engine: Engine;
afterEach(async () => {
  bug.broken = false;
  await engine.stop();
});

async function start(): Promise<OtelRig> {
  const rig = otelRig();
  engine = await startEngine({
    tables: sceneTables(),
    store: memoryStore(),
    telemetry: rig.telemetry,
    log: () => {},
  });
  return rig;
}

test("one trace holds a command, its letter, its workflow, the command that sends, and the reactor behind it", async () => {
  const rig = await start();
  bug.broken = true;
  await engine.submit({ command: "Place", payload: { orderId: "o-1", amount: 5 } });
  await vi.waitFor(() => expect(rig.named("dispatch Note")).toHaveLength(1), 5_000);
  await vi.waitFor(() => expect(rig.named("park totals")).toHaveLength(1), 5_000);
  const [root] = rig.named("dispatch Place");
  console.log(treeText(rig.spans(), root?.spanContext().traceId ?? ""));
  console.log(rig.spans().map((s) => s.name));
});

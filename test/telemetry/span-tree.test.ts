import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { afterEach, expect, test } from "vitest";
import { httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { type Engine, type EngineOptions, type Store, startEngine } from "../../src/runtime/mod.ts";
import { eventually } from "../support/eventually.ts";
import { type OtelRig, otelRig, treeText } from "./otel-rig.ts";
import { bug, sceneTables } from "./scene.ts";

let engine: Engine;
afterEach(async () => {
  bug.broken = false;
  await engine.stop();
});

async function start(store: Store = memoryStore(), options: Partial<EngineOptions> = {}): Promise<OtelRig> {
  const rig = otelRig();
  const { telemetry } = rig;
  engine = await startEngine({ tables: sceneTables(), store, telemetry, log: () => {}, ...options });
  return rig;
}

function traceIdOf(rig: OtelRig, name: string): string {
  const [span] = rig.named(name);
  return span?.spanContext().traceId ?? "none";
}

/** `step billing` twice for the outcome and the event of the command: which comes first is a matter of chance. */
const parts = (tree: string): readonly string[] => tree.split("\n").map((line) => line.trimEnd());

test.each(["batched", "simple"] as const)(
  "one trace holds a command, its letter, its workflow's step, the command that this sends, and the reactor behind it (%s)",
  async (mode) => {
    const rig = await start(memoryStore(), { mode });
    bug.broken = true;
    await engine.submit({ command: "Place", payload: { orderId: "o-1", amount: 5 } });
    await eventually(() => expect(rig.named("process noting")).toHaveLength(1));
    await eventually(() => expect(rig.named("process totals")).toHaveLength(2));
    const tree = parts(treeText(rig.spans(), traceIdOf(rig, "dispatch Place")));
    expect(tree[0]).toBe("dispatch Place");
    for (const line of [
      "  decide Place",
      "  append order",
      "  process billing",
      "    step billing",
      "      dispatch Send",
      "        decide Send",
      "        append invoice",
      "        process noting",
      "          handle invoice.Sent",
      "            dispatch Note",
      "              load order",
      "              append order",
      "  process totals !",
      "  process totals",
      "    handle order.Placed !",
      "    park totals",
    ])
      expect(tree).toContain(line);
  },
);

test("a failed handler is recorded with its exception and its span's status, and the retry of its letter continues the trace", async () => {
  const rig = await start();
  bug.broken = true;
  await engine.submit({ command: "Place", payload: { orderId: "o-1", amount: 5 } });
  await eventually(() => expect(rig.named("park totals")).toHaveLength(1));
  const [failed] = rig.named("handle order.Placed");
  expect(failed?.status).toMatchObject({
    code: SpanStatusCode.ERROR,
    message: expect.stringContaining("a bug in totals"),
  });
  expect(failed?.attributes["error.type"]).toBe("handler_failed");
  expect(failed?.events).toMatchObject([
    { name: "exception", attributes: { "exception.type": "RangeError", "exception.message": "a bug in totals" } },
  ]);
  await engine.letters.retry({ processor: "totals" });
  bug.broken = false;
  await engine.letters.retry({ processor: "totals" });
  const retries = rig.named("retry totals");
  expect(retries.map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR, SpanStatusCode.UNSET]);
  for (const retry of retries) {
    expect(retry.attributes).toMatchObject({ "messaging.consumer.group.name": "totals", "myelin.sequence": "o-1" });
    expect(retry.spanContext().traceId).toBe(traceIdOf(rig, "dispatch Place"));
  }
});

test("attributes follow the conventions for messages, and say what became of a command", async () => {
  const rig = await start();
  const correlationId = "talk-1";
  await engine.submit({ command: "Place", id: "c-1", correlationId, payload: { orderId: "o-1", amount: 5 } });
  await engine.submit({ command: "Place", payload: { orderId: "o-2", amount: 5_000 } });
  await engine.submit({ command: "Plaice", payload: {} }).catch(() => {});
  await eventually(() => expect(rig.named("process totals")).toHaveLength(1));
  const [done, rejected] = rig.named("dispatch Place");
  expect(done?.attributes).toEqual({
    "messaging.system": "myelin",
    "messaging.operation.name": "dispatch",
    "messaging.message.id": "c-1",
    "messaging.message.conversation_id": correlationId,
    "myelin.command": "Place",
    "myelin.stream.type": "order",
    "myelin.stream.id": "o-1",
    "myelin.command.outcome": "done",
    "myelin.stream.version": 1,
    "myelin.events.count": 1,
    "myelin.duplicate": false,
  });
  expect(rejected?.attributes).toMatchObject({ "myelin.command.outcome": "rejected", "myelin.rejection": "TooMuch" });
  expect(rejected?.status.code).toBe(SpanStatusCode.UNSET);
  const [unknown] = rig.named("dispatch");
  expect(unknown?.status.code).toBe(SpanStatusCode.ERROR);
  expect(unknown?.attributes).toMatchObject({ "error.type": "unknown_command", "myelin.command.outcome": "failed" });
  const [batch] = rig.named("process totals");
  expect(batch?.kind).toBe(SpanKind.CONSUMER);
  expect(batch?.attributes).toMatchObject({
    "messaging.operation.type": "process",
    "messaging.consumer.group.name": "totals",
    "messaging.batch.message_count": 1,
  });
});

test("a batch of several events begins a trace of its own that is linked to each of theirs", async () => {
  const store = memoryStore();
  const quiet = await start(store, { background: false });
  for (let nth = 0; nth < 3; nth++)
    await engine.submit({ command: "Note", payload: { orderId: "o-1", text: String(nth) } });
  await engine.submit({ command: "Place", payload: { orderId: "o-1", amount: 1 } });
  await engine.submit({ command: "Place", payload: { orderId: "o-1", amount: 2 } });
  const traces = quiet.named("dispatch Place").map((span) => span.spanContext());
  await engine.sweep({ budgetMs: 5_000 });
  const [batch] = quiet.named("process totals");
  expect(batch?.parentSpanContext).toBeUndefined();
  expect(batch?.links.map(({ context }) => [context.traceId, context.spanId])).toEqual(
    traces.map(({ traceId, spanId }) => [traceId, spanId]),
  );
  expect(traces.map(({ traceId }) => traceId)).not.toContain(batch?.spanContext().traceId);
});

const sent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

test("the trace of a request's headers is continued, and kept with the events: another process goes on with it", async () => {
  const store = memoryStore();
  const first = await start(store, { background: false });
  const headers = { "content-type": "application/json", traceparent: sent, tracestate: "vendor=1,other=2" };
  const body = JSON.stringify({ orderId: "o-1", amount: 5 });
  const answer = await httpApp(engine).request("/commands/Place", { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  const [dispatched] = first.named("dispatch Place");
  expect(dispatched?.spanContext().traceId).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  expect(dispatched?.parentSpanContext).toMatchObject({ spanId: "00f067aa0ba902b7", isRemote: true });
  const [event] = await engine.readStream({ type: "order", id: "o-1" }, { after: 0, limit: 1 });
  const spanId = dispatched?.spanContext().spanId;
  expect(event?.metadata).toMatchObject({
    traceparent: `00-4bf92f3577b34da6a3ce929d0e0e4736-${spanId}-01`,
    tracestate: "vendor=1,other=2",
  });
  await engine.stop();

  const second = await start(store);
  await eventually(() => expect(second.named("dispatch Send")).toHaveLength(1));
  await eventually(() => expect(second.named("process totals")).toHaveLength(1));
  for (const name of ["process totals", "step billing", "dispatch Send"])
    expect(traceIdOf(second, name)).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  const [projected] = second.named("process totals");
  expect(projected?.parentSpanContext).toMatchObject({ spanId, isRemote: true });
});

test("a command that is accepted first continues the trace of its acceptance", async () => {
  const rig = await start();
  await engine.submitLater({ command: "Note", payload: { orderId: "o-1", text: "later" } });
  await eventually(() => expect(rig.named("dispatch Note")).toHaveLength(1));
  const [accepted] = rig.named("accept Note");
  const [dispatched] = rig.named("dispatch Note");
  expect(accepted?.kind).toBe(SpanKind.PRODUCER);
  expect(dispatched?.parentSpanContext?.spanId).toBe(accepted?.spanContext().spanId);
});

test("while no SDK is registered no span is made, and a command's trace goes on as it came", async () => {
  const { otelTelemetry } = await import("../../adapters/otel/mod.ts");
  const telemetry = otelTelemetry();
  expect(telemetry.tracing).toBe(false);
  engine = await startEngine({ tables: sceneTables(), store: memoryStore(), telemetry, log: () => {} });
  const metadata = { traceparent: sent };
  await engine.submit({ command: "Note", payload: { orderId: "o-1", text: "hello" }, metadata });
  const [event] = await engine.readStream({ type: "order", id: "o-1" }, { after: 0, limit: 1 });
  expect(event?.metadata.traceparent).toBe(sent);
});

import { AggregationTemporality, InMemoryMetricExporter } from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace-base";
import { expect, test } from "vitest";
import { observedBank } from "../../examples/bank/observed-bank.ts";
import { startTracing } from "../../examples/bank/tracing.ts";

class KeptSpans extends InMemorySpanExporter {
  readonly names: string[] = [];

  override export(...[spans, done]: Parameters<InMemorySpanExporter["export"]>): void {
    this.names.push(...spans.map(({ name }) => name));
    super.export(spans, done);
  }
}

test("the bank, with the SDK registered before it starts, tells spans and metrics", async () => {
  const spans = new KeptSpans();
  const measurements = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const stop = startTracing(spans, measurements);
  const engine = await observedBank();
  await engine.submit({ command: "OpenAccount", payload: { accountId: "a-1", owner: "Ann" } });
  const told: string[] = [];
  measurements.export = (metrics, done) => {
    told.push(...metrics.scopeMetrics.flatMap((scope) => scope.metrics.map(({ descriptor }) => descriptor.name)));
    done({ code: 0 });
  };
  await stop();
  await engine.stop();
  expect(spans.names).toEqual(expect.arrayContaining(["dispatch OpenAccount", "decide OpenAccount", "append account"]));
  expect(told).toEqual(expect.arrayContaining(["myelin.commands", "myelin.command.duration"]));
});

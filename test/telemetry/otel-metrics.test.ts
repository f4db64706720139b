import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { otelTelemetry } from "../../adapters/otel/mod.ts";
import { startEngine } from "../../src/runtime/mod.ts";
import { sceneTables } from "./scene.ts";

test("what an engine counts is read by OpenTelemetry's SDK: counters, gauges and histograms with units, descriptions and buckets", async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const telemetry = otelTelemetry({ meterProvider });
  const engine = await startEngine({ tables: sceneTables(), store: memoryStore(), telemetry, log: () => {} });
  await engine.submit({ command: "Note", payload: { orderId: "o-1", text: "hello" } });
  await engine.submit({ command: "Note", payload: { orderId: "o-1", text: "again" } });
  const metrics = await read(reader, exporter);

  const commands = metrics.get("myelin.commands");
  expect(commands?.descriptor).toMatchObject({ unit: "{command}", description: expect.stringContaining("Commands") });
  expect(commands?.dataPoints.map(({ attributes, value }) => [attributes, value])).toContainEqual([
    { command: "Note", outcome: "done" },
    2,
  ]);
  const duration = metrics.get("myelin.command.duration");
  expect(duration?.dataPointType).toBe(DataPointType.HISTOGRAM);
  expect(duration?.descriptor.unit).toBe("s");
  const [point] = duration?.dataPoints ?? [];
  expect(point?.attributes).toEqual({ command: "Note", outcome: "done" });
  expect(point?.value).toMatchObject({ count: 2, buckets: { boundaries: expect.arrayContaining([0.005, 1, 10]) } });
  expect(metrics.get("myelin.processor.segments")?.dataPoints.length).toBeGreaterThan(0);
  await engine.stop();
  await meterProvider.shutdown();
});

async function read(
  reader: PeriodicExportingMetricReader,
  exporter: InMemoryMetricExporter,
): Promise<ReadonlyMap<string, MetricData>> {
  await reader.forceFlush();
  const scopes = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
  const own = scopes.filter(({ scope }) => scope.name === "myelin").flatMap(({ metrics }) => metrics);
  return new Map(own.map((metric) => [metric.descriptor.name, metric]));
}

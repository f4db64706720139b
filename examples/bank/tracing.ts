// #region tracing
import { metrics, trace } from "@opentelemetry/api";
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";

/** Before the engine starts; exporters are such as those of OTLP. Returns how to stop. */
export function startTracing(spans: SpanExporter, measurements: PushMetricExporter): () => Promise<void> {
  const tracer = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(spans)] });
  const meter = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: measurements })] });
  trace.setGlobalTracerProvider(tracer);
  metrics.setGlobalMeterProvider(meter);
  return async () => {
    await Promise.all([tracer.shutdown(), meter.shutdown()]);
  };
}
// #endregion

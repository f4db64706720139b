import {
  type BatchObservableResult,
  createNoopMeter,
  type Histogram,
  type Meter,
  type Observable,
} from "@opentelemetry/api";
import { type EngineMetrics, type MetricDefinition, metricDefinitions } from "../../src/runtime/mod.ts";

/**
 * Shows what an engine counts as instruments of a meter: counters and gauges when a reader asks, histograms as they are measured. Returns
 * how to leave. A meter that leads nowhere costs nothing.
 */
export function meterEngine(engine: EngineMetrics, meter: Meter): () => void {
  if (meter.constructor === createNoopMeter().constructor) return () => {};
  const observables = new Map<string, Observable>();
  const histograms = new Map<string, Histogram>();
  const definitions: readonly MetricDefinition[] = Object.values(metricDefinitions);
  for (const definition of definitions) {
    if (definition.kind === "histogram") histograms.set(definition.name, histogramOf(definition, meter));
    else observables.set(definition.name, observableOf(definition, meter));
  }
  const told = [...observables.values()];
  const tell = (result: BatchObservableResult): Promise<void> => observe(engine, { result, observables });
  meter.addBatchObservableCallback(tell, told);
  const leave = engine.onValue(({ definition, attributes }, value) =>
    histograms.get(definition.name)?.record(value, attributes),
  );
  return () => {
    meter.removeBatchObservableCallback(tell, told);
    leave();
  };
}

function histogramOf({ name, unit, description, bounds = [] }: MetricDefinition, meter: Meter): Histogram {
  return meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: [...bounds] } });
}

function observableOf({ name, kind, unit, description }: MetricDefinition, meter: Meter): Observable {
  const options = { unit, description };
  return kind === "counter" ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options);
}

interface Observing {
  readonly result: BatchObservableResult;
  readonly observables: ReadonlyMap<string, Observable>;
}

async function observe(engine: EngineMetrics, { result, observables }: Observing): Promise<void> {
  for (const { definition, points } of await engine.collect()) {
    const observable = observables.get(definition.name);
    if (observable === undefined) continue;
    for (const { value, attributes } of points)
      if (typeof value === "number") result.observe(observable, value, attributes);
  }
}

import { Histogram, type HistogramPoint } from "./histogram.ts";
import { type MetricDefinition, metricDefinitions } from "./metric-definitions.ts";
import type { MetricKey } from "./metric-keys.ts";
import type { SpanAttributes } from "./span-attributes.ts";

/** One series of an instrument, as it stands. */
export interface MetricPoint {
  readonly attributes: SpanAttributes;
  readonly value: number | HistogramPoint;
}

/** An instrument and its series. */
export interface MetricFamily {
  readonly definition: MetricDefinition;
  readonly points: readonly MetricPoint[];
}

/** What is asked for when somebody looks. */
export interface Gauge {
  readonly key: MetricKey<"gauge">;
  /** In the order of the definition's attributes. */
  readonly of: readonly string[];
  readonly value: number;
}

/** One series of a histogram. */
export interface ValueSeries {
  readonly definition: MetricDefinition;
  readonly attributes: SpanAttributes;
}

/** Hears each value of a histogram. */
export type ValueListener = (series: ValueSeries, value: number) => void;

/** Grows. To be kept by who counts often. */
export class Count implements MetricPoint {
  readonly attributes: SpanAttributes;
  value = 0;

  constructor(attributes: SpanAttributes) {
    this.attributes = attributes;
  }

  add(by = 1): void {
    this.value += by;
  }
}

/** Takes values. To be kept by who measures often. */
export class Values implements MetricPoint, ValueSeries {
  readonly definition: MetricDefinition;
  readonly attributes: SpanAttributes;
  readonly value: Histogram;
  private readonly heard: { readonly listeners: Set<ValueListener> };

  constructor({ definition, attributes }: ValueSeries, heard: ValueListeners) {
    this.definition = definition;
    this.attributes = attributes;
    this.value = new Histogram(definition.bounds ?? []);
    this.heard = heard;
  }

  add(value: number): void {
    this.value.add(value);
    if (this.heard.listeners.size === 0) return;
    for (const listener of this.heard.listeners) listener(this, value);
  }
}

interface ValueListeners {
  readonly listeners: Set<ValueListener>;
}

/**
 * What one engine counts and measures: numbers in memory, which nobody has to fetch. Counting makes nothing new once a series is there, and
 * series are few: attributes are names of declarations, codes and states.
 */
export class EngineMetrics {
  private readonly counts = new Map<MetricKey, Map<string, Count>>();
  private readonly values = new Map<MetricKey, Map<string, Values>>();
  private readonly heard: ValueListeners = { listeners: new Set() };
  private looking: Promise<readonly Gauge[]> | undefined = undefined;
  private look: () => Promise<readonly Gauge[]> = async () => [];

  /** The series of a counter. */
  count(key: MetricKey<"counter">, ...of: readonly string[]): Count {
    return seriesOf(this.counts, { key, of, make: (attributes) => new Count(attributes) });
  }

  /** The series of a histogram. */
  measure(key: MetricKey<"histogram">, ...of: readonly string[]): Values {
    const make = (attributes: SpanAttributes): Values =>
      new Values({ definition: metricDefinitions[key], attributes }, this.heard);
    return seriesOf(this.values, { key, of, make });
  }

  /** Where gauges come from. */
  lookBy(look: () => Promise<readonly Gauge[]>): void {
    this.look = look;
  }

  /** Calls the listener with each value of a histogram, where it is measured. Returns how to leave. */
  onValue(listener: ValueListener): () => void {
    this.heard.listeners.add(listener);
    return () => void this.heard.listeners.delete(listener);
  }

  /** All instruments as they stand. Asks the database for some of them, once for all who look at one time; those are left out while it is away. */
  async collect(): Promise<readonly MetricFamily[]> {
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
    });
    const gauges = await this.looking;
    const keys = Object.keys(metricDefinitions) as MetricKey[]; // its own keys, and the type says no more
    return keys.map((key) => ({ definition: metricDefinitions[key], points: this.pointsOf(key, gauges) }));
  }

  private pointsOf(key: MetricKey, gauges: readonly Gauge[]): readonly MetricPoint[] {
    const { kind } = metricDefinitions[key];
    if (kind === "counter") return [...(this.counts.get(key)?.values() ?? [])];
    if (kind === "histogram") return [...(this.values.get(key)?.values() ?? [])];
    const own = gauges.filter((gauge) => gauge.key === key);
    return own.map(({ of, value }) => ({ attributes: attributesOf(key, of), value }));
  }
}

interface Wanted<Series> {
  readonly key: MetricKey;
  readonly of: readonly string[];
  readonly make: (attributes: SpanAttributes) => Series;
}

function seriesOf<Series>(all: Map<MetricKey, Map<string, Series>>, { key, of, make }: Wanted<Series>): Series {
  const own = all.get(key) ?? new Map<string, Series>();
  const text = of.join("\u0000");
  const known = own.get(text);
  if (known !== undefined) return known;
  const series = make(attributesOf(key, of));
  all.set(key, own.set(text, series));
  return series;
}

/** An attribute without a value is left out. */
function attributesOf(key: MetricKey, of: readonly string[]): SpanAttributes {
  const { attributes } = metricDefinitions[key];
  return Object.fromEntries(attributes.flatMap((name, at) => (of[at] ? [[name, of[at]]] : [])));
}

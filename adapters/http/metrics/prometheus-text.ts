import type { HistogramPoint, MetricDefinition, MetricFamily, MetricPoint } from "../../../src/runtime/mod.ts";

/**
 * Metrics in Prometheus' text format, version 0.0.4. Names follow OpenTelemetry's rules for Prometheus: underscores for dots, the unit
 * behind the name, `_total` behind counters. Instruments without a series are left out.
 */
export function prometheusText(families: readonly MetricFamily[]): string {
  return families.map(familyText).join("");
}

function familyText({ definition, points }: MetricFamily): string {
  if (points.length === 0) return "";
  const name = prometheusName(definition);
  const lines = points.flatMap((point) => pointLines(name, point));
  return `# HELP ${name} ${escaped(definition.description)}\n# TYPE ${name} ${definition.kind}\n${lines.join("\n")}\n`;
}

/** `myelin.command.duration` in seconds is `myelin_command_duration_seconds`. Units in braces are only words. */
export function prometheusName({ name, kind, unit }: Pick<MetricDefinition, "name" | "kind" | "unit">): string {
  const words = [name.replaceAll(".", "_"), unit === "s" ? "seconds" : "", kind === "counter" ? "total" : ""];
  return words.filter((word) => word !== "").join("_");
}

type Labels = readonly (readonly [name: string, value: string])[];

function pointLines(name: string, { attributes, value }: MetricPoint): readonly string[] {
  const labels = Object.entries(attributes).map(([key, text]) => [key.replaceAll(".", "_"), String(text)] as const);
  if (typeof value === "number") return [`${name}${labelText(labels)} ${numberText(value)}`];
  return histogramLines(name, labels, { value });
}

function histogramLines(name: string, labels: Labels, { value }: PointContext): readonly string[] {
  const { bounds, counts, sum, count } = value;
  let below = 0;
  const buckets = [...bounds, Number.POSITIVE_INFINITY].map((bound, at) => {
    below += counts[at] ?? 0;
    return `${name}_bucket${labelText([...labels, ["le", numberText(bound)]])} ${below}`;
  });
  return [
    ...buckets,
    `${name}_sum${labelText(labels)} ${numberText(sum)}`,
    `${name}_count${labelText(labels)} ${count}`,
  ];
}

interface PointContext {
  readonly value: HistogramPoint;
}

function labelText(labels: Labels): string {
  if (labels.length === 0) return "";
  return `{${labels.map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`).join(",")}}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
}

/** No text of an application begins a line of its own. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

import { prometheusName } from "../../adapters/http/metrics/prometheus-text.ts";
import { type MetricDefinition, metricDefinitions } from "../../src/runtime/mod.ts";

/** The rows of the table of metrics in docs/observability.md. */
export function metricRows(): readonly string[] {
  const definitions: readonly MetricDefinition[] = Object.values(metricDefinitions);
  return definitions.map((one) => {
    const attributes = one.attributes.map((name) => `\`${name}\``).join(", ");
    const cells = [
      `\`${one.name}\``,
      `\`${prometheusName(one)}\``,
      one.kind,
      `\`${one.unit}\``,
      attributes,
      one.description,
    ];
    return `| ${cells.join(" | ")} |`;
  });
}

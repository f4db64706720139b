import type { Figures } from "./figures.ts";

/** The figures as lines for people. */
export function figuresText({ outcomes, offers, workload, throughput, deviations }: Figures): string {
  const rules = Object.fromEntries(deviations.map(({ rule, count }) => [rule, count]));
  return [
    block("Applications", outcomes),
    block("Offers", offers),
    block("Work items", workload),
    block("Days from submission to outcome", throughput),
    block("Deviations", rules),
  ].join("\n\n");
}

function block(title: string, figures: Readonly<Record<string, number | null>>): string {
  const lines = Object.entries(figures).map(
    ([name, figure]) => `  ${words(name).padEnd(28)}${shown(figure).padStart(12)}`,
  );
  return [title, ...(lines.length === 0 ? ["  none"] : lines)].join("\n");
}

/** `sentBack` reads `sent back`. */
function words(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

function shown(figure: number | null): string {
  return figure === null ? "–" : numbers.format(figure);
}

/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Html } from "../view.ts";
import { valueText } from "./value-text.ts";

export interface ValueProps {
  readonly value: unknown;
  /** What it was before: lines that are new are marked. */
  readonly before?: unknown;
}

/** A value as indented JSON. */
export function ValueBlock({ value, before }: ValueProps): Html {
  const known = before === undefined ? undefined : new Set(linesOf(before));
  const lines = linesOf(value);
  return (
    <pre class="value">
      {lines.map((line, nth) => {
        const end = nth === lines.length - 1 ? "" : "\n";
        return known === undefined || known.has(line) ? `${line}${end}` : [<mark>{line}</mark>, end];
      })}
    </pre>
  );
}

/** Without commas at the ends, which come and go with the lines behind. */
function linesOf(value: unknown): readonly string[] {
  return valueText(value).split("\n");
}

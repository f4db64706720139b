/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Html } from "../view.ts";

/** Values over time; null where there was nothing to measure. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

export interface ChartProps {
  /** What is shown, for those who hear it. */
  readonly label: string;
  /** One, or two. */
  readonly series: readonly Series[];
  readonly textOf: (value: number) => string;
  /** How far back it goes, in words. */
  readonly from: string;
}

/** Points across the picture, at most: each is the highest of its stretch. */
const mostPoints = 240;
const height = 100;

/** Lines over time. Words stand around the picture and not in it, so that they keep their size on any screen. */
export function Chart({ label, series, textOf, from }: ChartProps): Html {
  const drawn = series.map(({ label: name, values }) => ({ name, points: thinned(values) }));
  const peak = Math.max(0, ...drawn.flatMap(({ points }) => points.map((value) => value ?? 0)));
  const width = Math.max(1, (drawn[0]?.points.length ?? 0) - 1);
  const last = drawn.map(({ name, points }) => `${name} ${textOf(points.at(-1) ?? 0)}`).join(", ");
  return (
    <figure class="chart">
      <div class="field">
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${label}: ${last} now, ${textOf(peak)} at most, over ${from}`}
        >
          <line class="grid-line" x1="0" x2={width} y1={height / 2} y2={height / 2} />
          {drawn.map(({ points }, nth) => (
            <path class={nth === 0 ? "line" : "line second"} d={linePath(points, peak)} />
          ))}
          {drawn.length === 1 ? <path class="area" d={areaPath(drawn[0]?.points ?? [], peak)} /> : null}
        </svg>
      </div>
      <figcaption>
        <span>{from}</span>
        {drawn.length > 1
          ? drawn.map(({ name }, nth) => <span class={nth === 0 ? "key" : "key second"}>{name}</span>)
          : null}
        {peak === 0 ? null : <span>peak {textOf(peak)}</span>}
        <span>now</span>
      </figcaption>
    </figure>
  );
}

/** The same without words, to stand in a row of a table. */
export function Spark({ values, label }: { readonly values: readonly number[]; readonly label: string }): Html {
  const points = thinned(values);
  const peak = Math.max(...points.map((value) => value ?? 0), 1);
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${Math.max(1, points.length - 1)} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path class="line" d={linePath(points, peak)} />
    </svg>
  );
}

function thinned(values: readonly (number | null)[]): readonly (number | null)[] {
  const step = Math.ceil(values.length / mostPoints);
  if (step <= 1) return values;
  return Array.from({ length: Math.ceil(values.length / step) }, (_, nth) => {
    const known = values.slice(nth * step, (nth + 1) * step).filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  });
}

/** From 4 to 96, so that no line is cut at an edge. */
function yOf(value: number, peak: number): string {
  return (height - 4 - (peak === 0 ? 0 : (value / peak) * (height - 8))).toFixed(1);
}

function linePath(points: readonly (number | null)[], peak: number): string {
  return points
    .map((value, x) => {
      if (value === null) return "";
      const begins = x === 0 || points[x - 1] === null;
      // A point by itself is a line without a length, which round caps show.
      return begins ? `M${x} ${yOf(value, peak)}h0` : `L${x} ${yOf(value, peak)}`;
    })
    .join("");
}

function areaPath(points: readonly (number | null)[], peak: number): string {
  if (points.length < 2) return "";
  const line = points.map((value, x) => `L${x} ${yOf(value ?? 0, peak)}`).join("");
  return `M0 ${height}${line}L${points.length - 1} ${height}Z`;
}

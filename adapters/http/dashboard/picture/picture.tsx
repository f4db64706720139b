/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Html } from "../view.ts";
import type { Place } from "./edges.ts";
import type { Layout, PlacedBox, RoutedEdge } from "./layout.ts";
import type { TakenPath } from "./taken-path.ts";

export interface PictureProps {
  readonly name: string;
  readonly layout: Layout;
  /** Of an instance; absent: the workflow alone. */
  readonly path?: TakenPath | undefined;
}

/** A workflow as a picture: its states from top to bottom, and numbered lines for what leads from one to the other. */
export function Picture({ name, layout, path }: PictureProps): Html {
  const { width, height, boxes, edges } = layout;
  const drawn = [...edges].sort(
    (a, b) => Number(path?.edges.has(a.number) ?? false) - Number(path?.edges.has(b.number) ?? false),
  );
  return (
    <div class="picture">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={aboutOf(name, path)}>
        {drawn.map((edge) => (
          <EdgeLine edge={edge} taken={path?.edges.has(edge.number) ?? false} />
        ))}
        {boxes.map((box) => (
          <Box box={box} layout={layout} path={path} />
        ))}
      </svg>
    </div>
  );
}

function aboutOf(name: string, path: TakenPath | undefined): string {
  const where = path === undefined ? "" : `; the instance is at ${path.here.replace("state ", "")}`;
  return `States of ${name}${where}. The table beside it says what each number stands for`;
}

function Box({
  box,
  layout,
  path,
}: {
  readonly box: PlacedBox;
  readonly layout: Layout;
  readonly path: TakenPath | undefined;
}): Html {
  const { place, key, y, height } = box;
  const { left, boxWidth } = layout;
  const middle = left + boxWidth / 2;
  const stands = path?.here === key ? "here" : path?.places.has(key) ? "taken" : "";
  return (
    <g class={`${place.kind === "any" ? "any " : ""}${stands}`}>
      <rect x={left} y={y} width={boxWidth} height={height} rx={place.kind === "state" ? 8 : height / 2} />
      <text x={middle} y={y + height / 2 + 4.5} text-anchor="middle">
        {shortened(wordsOf(place))}
      </text>
    </g>
  );
}

const longestName = 26;

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}

function wordsOf(place: Place): string {
  if (place.kind === "state") return place.name;
  return { start: "start", completed: "completed", failed: "failed or cancelled", any: "in any state" }[place.kind];
}

/** Round corners, of this radius. */
const bend = 8;

function EdgeLine({ edge, taken }: { readonly edge: RoutedEdge; readonly taken: boolean }): Html {
  const { number, fromY, toY, x, laneX } = edge;
  const out = Math.sign(laneX - x);
  const down = Math.sign(toY - fromY) || 1;
  const tip = x + out * 7;
  const line = [
    `M${x} ${fromY}H${laneX - out * bend}`,
    `Q${laneX} ${fromY} ${laneX} ${fromY + down * bend}`,
    `V${toY - down * bend}`,
    `Q${laneX} ${toY} ${laneX - out * bend} ${toY}`,
    `H${tip}`,
  ].join("");
  const suffix = taken ? " taken" : "";
  return (
    <>
      <path class={`edge${suffix}`} d={line} />
      <path class={`head${suffix}`} d={`M${x} ${toY}L${x + out * 9} ${toY - 4.5}V${toY + 4.5}Z`} />
      <g class={`number${suffix}`}>
        <circle cx={laneX} cy={(fromY + toY) / 2} r={9.5} />
        <text x={laneX} y={(fromY + toY) / 2 + 4}>
          {number}
        </text>
      </g>
    </>
  );
}

import { type Edge, keyOf, type Place } from "./edges.ts";

/** A place with its box. */
export interface PlacedBox {
  readonly place: Place;
  readonly key: string;
  readonly y: number;
  readonly height: number;
}

/** An edge with its line: from a side of a box out to a lane of its own, along it, and back into the other box. */
export interface RoutedEdge extends Edge {
  readonly fromY: number;
  readonly toY: number;
  /** Of the side of the boxes, and of the lane. */
  readonly x: number;
  readonly laneX: number;
}

export interface Layout {
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly RoutedEdge[];
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly boxWidth: number;
}

const portGap = 20;
const boxGap = 22;
const least = 40;
const laneGap = 28;
const boxWidth = 190;
const margin = 14;

type Side = "left" | "right";

interface Port {
  readonly edge: Edge;
  readonly end: "from" | "to";
  /** The place at the other end, by its rank: nearer ones are nearer to it. */
  readonly other: number;
}

/**
 * Boxes one below the other; lines that lead down go along the right, those that lead up along the left. Every line has places of its own at its
 * boxes and a lane of its own beside them, so that no two ever lie on each other.
 */
export function layoutOf(places: readonly Place[], edges: readonly Edge[]): Layout {
  const keys = places.map(keyOf);
  const rank = (key: string): number => keys.indexOf(key);
  const sideOf = ({ from, to }: Edge): Side => (rank(to) > rank(from) ? "right" : "left");
  const portsOf = (key: string, side: Side): readonly Port[] =>
    edges
      .filter((edge) => sideOf(edge) === side)
      .flatMap((edge): Port[] => [
        ...(edge.from === key ? [{ edge, end: "from" as const, other: rank(edge.to) }] : []),
        ...(edge.to === key ? [{ edge, end: "to" as const, other: rank(edge.from) }] : []),
      ])
      .sort((a, b) => a.other - b.other || a.edge.number - b.edge.number);
  const boxes: PlacedBox[] = [];
  const portY = new Map<string, number>();
  let y = margin;
  for (const [nth, place] of places.entries()) {
    const key = keys[nth] ?? "";
    const sides = (["left", "right"] as const).map((side) => portsOf(key, side));
    const height = Math.max(least, ...sides.map((ports) => ports.length * portGap + 8));
    for (const ports of sides)
      for (const [at, { edge, end }] of ports.entries())
        portY.set(`${edge.number} ${end}`, y + height / 2 + (at - (ports.length - 1) / 2) * portGap);
    boxes.push({ place, key, y, height });
    y += height + boxGap;
  }
  const spans = edges.map((edge) => ({
    edge,
    side: sideOf(edge),
    fromY: portY.get(`${edge.number} from`) ?? 0,
    toY: portY.get(`${edge.number} to`) ?? 0,
  }));
  const lanes = lanesOf(spans);
  const count = (side: Side): number =>
    Math.max(0, ...spans.filter((one) => one.side === side).map(({ edge }) => (lanes.get(edge) ?? 0) + 1));
  const left = margin + count("left") * laneGap + 8;
  const right = left + boxWidth;
  return {
    boxes,
    edges: spans.map(({ edge, side, fromY, toY }) => {
      const reach = ((lanes.get(edge) ?? 0) + 1) * laneGap;
      const [x, laneX] = side === "right" ? [right, right + reach] : [left, left - reach];
      return { ...edge, fromY, toY, x, laneX };
    }),
    left,
    boxWidth,
    width: right + count("right") * laneGap + margin + 8,
    height: y - boxGap + margin,
  };
}

interface Span {
  readonly edge: Edge;
  readonly side: Side;
  readonly fromY: number;
  readonly toY: number;
}

/** Short ones nearest to the boxes; each the first lane where nothing else is at its height. */
function lanesOf(spans: readonly Span[]): ReadonlyMap<Edge, number> {
  const length = ({ fromY, toY }: Span): number => Math.abs(fromY - toY);
  const taken: Span[][] = [];
  const lanes = new Map<Edge, number>();
  for (const span of [...spans].sort((a, b) => length(a) - length(b))) {
    let lane = 0;
    while (taken[lane]?.some((other) => other.side === span.side && meet(other, span))) lane++;
    const beside = taken[lane] ?? [];
    beside.push(span);
    taken[lane] = beside;
    lanes.set(span.edge, lane);
  }
  return lanes;
}

function meet(a: Span, b: Span): boolean {
  const room = 10;
  const [aTop, aEnd] = [Math.min(a.fromY, a.toY) - room, Math.max(a.fromY, a.toY) + room];
  const [bTop, bEnd] = [Math.min(b.fromY, b.toY), Math.max(b.fromY, b.toY)];
  return aTop < bEnd && bTop < aEnd;
}

import { type CommandCase, commandCases, myelinModes } from "./cases.ts";
import { ratioText } from "./ratio-text.ts";
import type { BenchReport, BenchRow } from "./report.ts";

const titles: Readonly<Record<CommandCase, string>> = {
  "new-streams": "New streams",
  "warm-streams": "1,000 streams of about 100 events",
  "hot-stream": "One hot stream",
};

/** What is drawn, in pixels. */
const left = 24;
const width = 760;
const barHeight = 22;
const barGap = 6;
const groupGap = 40;
const top = 72;

/** The room for the longest bar; its label stands behind it. */
const longest = 490;

interface Bar {
  readonly mode: string;
  readonly ratio: number;
  readonly rate: number;
}

interface Group {
  readonly title: string;
  readonly emmett: number;
  readonly bars: readonly Bar[];
}

/**
 * A bar chart of Myelin's rates over Emmett's at 64 callers, as SVG; readable on light and dark pages. The scale is
 * logarithmic, from 1× (Emmett itself) on. @throws Error where the report lacks these rows
 */
export function plotSvg(report: BenchReport): string {
  const groups = commandCases.flatMap((name) => groupOf(report.rows, name));
  if (groups.length === 0)
    throw new Error("Cannot draw the report: it has no commands at 64 callers over Emmett; measure them first");
  const most = Math.max(...groups.flatMap(({ bars }) => bars.map(({ ratio }) => ratio)));
  const heights = groups.map(({ bars }) => bars.length * (barHeight + barGap) + groupGap);
  const height = top + heights.reduce((sum, one) => sum + one, 0) + 12;
  const tops = heights.map((_, index) => top + heights.slice(0, index).reduce((sum, one) => sum + one, 0));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">Commands per second over Emmett at 64 callers</title>`,
    style,
    text({ x: left, y: 28, class: "head", words: "Commands per second, times Emmett's" }),
    text({ x: left, y: 48, class: "note", words: noteOf(report) }),
    ...groups.flatMap((group, index) => groupSvg(group, { y: (tops[index] ?? 0) + 16, most })),
    "</svg>",
    "",
  ].join("\n");
}

const style = `<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.head { font-size: 16px; font-weight: 600 }
.note { fill: #59636e }
.batched { fill: #0f766e }
.simple { fill: #7fb8b2 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.note { fill: #9198a1 }
.batched { fill: #2dd4bf }
.simple { fill: #3b7f78 }
}
</style>`;

function groupOf(rows: readonly BenchRow[], name: CommandCase): readonly Group[] {
  const here = rows.filter((row) => row.case === name && row.callers === 64);
  const emmett = here.find(({ mode }) => mode === "emmett");
  const bars = myelinModes.flatMap((mode) => {
    const row = here.find((one) => one.mode === mode);
    return row?.over.emmett === undefined ? [] : [{ mode, ratio: row.over.emmett, rate: row.rate }];
  });
  return emmett === undefined || bars.length === 0 ? [] : [{ title: titles[name], emmett: emmett.rate, bars }];
}

interface Place {
  readonly y: number;
  /** The greatest ratio of all. */
  readonly most: number;
}

function groupSvg({ title, emmett, bars }: Group, { y, most }: Place): readonly string[] {
  const head = text({ x: left, y: y - 8, words: `${title} (Emmett: ${rounded(emmett)} per second)` });
  return [head, ...bars.flatMap((bar, index) => barSvg(bar, { y: y + index * (barHeight + barGap), most }))];
}

function barSvg({ mode, ratio, rate }: Bar, { y, most }: Place): readonly string[] {
  const length = barLength(ratio, most);
  const words = `${ratioText(ratio)} ${mode}, ${rounded(rate)} per second`;
  return [
    `<rect class="${mode}" x="${left}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="3"/>`,
    text({ x: left + length + 8, y: y + 15, words }),
  ];
}

/** A contestant that is no faster than Emmett has a stump. */
export function barLength(ratio: number, most: number): number {
  return Math.max(2, most <= 1 ? 0 : (Math.log(Math.max(1, ratio)) / Math.log(most)) * longest);
}

function noteOf({ machine, void: reason }: BenchReport): string {
  const place = `${machine.cores} cores of ${machine.cpu}, 64 callers, durable Postgres; logarithmic, from 1× on`;
  return reason === undefined ? place : `VOID (the machine was busy). ${place}`;
}

function rounded(rate: number): string {
  return Number(rate.toPrecision(2)).toLocaleString("en");
}

interface Words {
  readonly x: number;
  readonly y: number;
  readonly class?: string;
  readonly words: string;
}

function text({ x, y, class: name, words }: Words): string {
  const escaped = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x.toFixed(1)}" y="${y}"${name === undefined ? "" : ` class="${name}"`}>${escaped}</text>`;
}

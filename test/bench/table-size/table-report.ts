import type { Layout } from "./layouts.ts";

/** One layout with so many events in it. */
export interface TableRow {
  readonly layout: Layout;
  readonly events: number;
  readonly tableBytes: number;
  readonly indexBytes: number;
  /** Events a second that streams of the filled log grow by, drawn at random, one each. */
  readonly appendRate: number;
  /** Events a second, read in the order of their positions, in pages of a thousand from places drawn at random. */
  readonly readRate: number;
  /** Streams of a hundred events read whole, a second, drawn at random. */
  readonly loadRate: number;
}

export function tableText(rows: readonly TableRow[]): readonly string[] {
  const whole = (value: number): string => Math.round(value).toLocaleString("en");
  const mib = (bytes: number): string => `${whole(bytes / 2 ** 20)} MiB`;
  return [
    "layout, events: table, indexes; appends, events read, streams loaded a second",
    ...rows.map(
      (row) =>
        `${row.layout}, ${whole(row.events)}: ${mib(row.tableBytes)}, ${mib(row.indexBytes)}; ${whole(row.appendRate)}, ${whole(row.readRate)}, ${whole(row.loadRate)}`,
    ),
  ];
}

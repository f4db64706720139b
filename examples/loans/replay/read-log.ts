import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { type LogRow, rowKey } from "./log-row.ts";

const columns = ["case_id", "amount_requested", "registered_at", "activity", "lifecycle", "resource", "timestamp"];

/** The rows of a CSV file, one at a time; a name that ends in `.gz` is unpacked on the way. */
export async function* readLogFile(path: string): AsyncGenerator<LogRow> {
  const file = createReadStream(path);
  yield* readLog(path.endsWith(".gz") ? pipeline(file, createGunzip(), readerThrows) : file);
}

/** The rows of CSV text with the header of the BPI Challenge 2012 log. */
export async function* readLog(text: Readable): AsyncGenerator<LogRow> {
  const parser = parse({ columns: false, skip_empty_lines: true });
  pipeline(text, parser, readerThrows);
  let number = -1;
  for await (const cells of parser) {
    number += 1;
    if (number === 0) checkHeader(cells);
    else yield toRow(number, cells);
  }
}

/** What breaks a pipeline destroys its last stream too, so whoever reads that one gets to throw. */
const readerThrows = (): void => {};

function checkHeader(cells: readonly string[]): void {
  if (cells.join() === columns.join()) return;
  throw new Error(`Cannot read the log: its header is "${cells.join()}"; it must be "${columns.join()}"`);
}

function toRow(number: number, cells: readonly string[]): LogRow {
  const [caseId = "", amount = "", , activity = "", lifecycle = "", resource = "", at = ""] = cells;
  return {
    number,
    caseId,
    amount: Number(amount),
    activity,
    lifecycle,
    resource: resource === "" ? "system" : resource,
    at,
    key: rowKey(number, cells),
  };
}

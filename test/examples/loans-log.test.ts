import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogRow } from "../../examples/loans/replay/log-row.ts";
import { readLog, readLogFile } from "../../examples/loans/replay/read-log.ts";
import { firstRows, survey } from "../../examples/loans/replay/survey.ts";
import { sampleLog } from "../../examples/loans/sample/sample-log.ts";

const header = "case_id,amount_requested,registered_at,activity,lifecycle,resource,timestamp";
const at = "2026-01-05T09:14:21.233+01:00";
const csv = `${header}\n7,5000,${at},A_SUBMITTED,COMPLETE,112,${at}\n7,5000,${at},"W_Nabellen offertes",START,,${at}\n`;

async function read(rows: AsyncIterable<LogRow>): Promise<readonly LogRow[]> {
  const all: LogRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "myelin-loans-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

describe("a log", () => {
  it("is read row by row, nobody being the system", async () => {
    const [first, second] = await read(readLog(Readable.from([csv])));
    expect(first).toEqual({
      number: 1,
      caseId: "7",
      amount: 5000,
      activity: "A_SUBMITTED",
      lifecycle: "COMPLETE",
      resource: "112",
      at,
      key: expect.stringMatching(/^row-1-[0-9a-f]{12}$/),
    });
    expect(second).toMatchObject({ number: 2, activity: "W_Nabellen offertes", resource: "system" });
  });

  it("is read plain and packed alike", async () => {
    const plain = await read(readLogFile(file("log.csv", csv)));
    expect(plain).toHaveLength(2);
    expect(await read(readLogFile(file("log.csv.gz", gzipSync(csv))))).toEqual(plain);
  });

  it("gives equal rows of one log keys of their own, and rows of another log other keys", async () => {
    const line = `7,5000,${at},A_SUBMITTED,COMPLETE,112,${at}\n`;
    const twice = await read(readLog(Readable.from([`${header}\n${line}${line}`])));
    const other = await read(readLog(Readable.from([`${header}\n8${line}`])));
    const keys = [...twice, ...other].map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
  });

  it("of another form is refused with the form it should have", async () => {
    await expect(read(readLog(Readable.from(["a,b\n1,2\n"])))).rejects.toThrow(
      `Cannot read the log: its header is "a,b"; it must be "${header}"`,
    );
  });

  it("that is not there, cut off or not packed at all fails the reader", async () => {
    await expect(read(readLogFile(join(folder, "none.csv")))).rejects.toThrow("ENOENT");
    await expect(read(readLogFile(join(folder, "none.csv.gz")))).rejects.toThrow("ENOENT");
    await expect(read(readLogFile(file("cut.csv.gz", gzipSync(csv).subarray(0, 40))))).rejects.toThrow();
    await expect(read(readLogFile(file("plain.csv.gz", csv)))).rejects.toThrow();
  });

  it("can be read in part", async () => {
    const rows = () => readLog(Readable.from([csv]));
    expect(await read(firstRows(rows(), 1))).toHaveLength(1);
    expect(await read(firstRows(rows(), 5))).toHaveLength(2);
    expect(await survey(rows())).toEqual({ rows: 2, applications: 1 });
  });
});

describe("the sample", () => {
  it("is the same to the byte in every run", async () => {
    const digest = createHash("sha256")
      .update(await text(sampleLog()))
      .digest("hex");
    expect(digest.slice(0, 16)).toBe("a13e267801ddd42a");
  });

  it("is a few hundred applications, each a case whose rows stand together and in order of time", async () => {
    expect(await survey(readLog(sampleLog()))).toMatchObject({ applications: 300 });
    const seen = new Set<string>();
    let before: LogRow | undefined;
    for await (const row of readLog(sampleLog())) {
      if (row.caseId === before?.caseId) expect(Date.parse(row.at)).toBeGreaterThanOrEqual(Date.parse(before.at));
      else expect(seen).not.toContain(row.caseId);
      seen.add(row.caseId);
      before = row;
    }
  });

  it("has every activity of the real log but a change of contract", async () => {
    const kinds = new Set((await read(readLog(sampleLog()))).map(({ activity }) => activity));
    expect(kinds.size).toBe(23);
  });
});

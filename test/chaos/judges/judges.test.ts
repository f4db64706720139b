import { describe, expect, it } from "vitest";
import { digested } from "../accounts/domain/digest.ts";
import { foldLog } from "./fold-log.ts";
import { type CallerRecord, judgeAcknowledgements, judgeVersions } from "./judge-acknowledgements.ts";
import { judgeEchoes } from "./judge-echoes.ts";
import { countFaults, type DoneFault, judgeFaults } from "./judge-faults.ts";
import { stallsOf, stallText } from "./judge-progress.ts";
import { judgeRows } from "./judge-rows.ts";
import { judgeTrail } from "./judge-trail.ts";
import type { LogEvent } from "./log-event.ts";

/** An account's deposit; its id is e-‹position›. */
function deposit(position: number, given: Partial<LogEvent> = {}): LogEvent {
  const data = { pocket: "a", amount: position, tag: "t", echo: false };
  const [id, commandId] = [`e-${position}`, `c-${position}`];
  return { position, stream: "account/x", version: position, id, type: "account.Deposited", data, commandId, ...given };
}

function told(position: number, given: Partial<CallerRecord> = {}): CallerRecord {
  const events = [{ version: position, position }];
  return { commandId: `c-${position}`, stream: "account/x", makes: 1, outcome: "done", events, ...given };
}

const log = [deposit(1), deposit(2), deposit(3)];

describe("judge of acknowledgements", () => {
  it("finds nothing when each command is in the log as it was told", () => {
    const records = [told(1), told(2), told(3), told(9, { outcome: "rejected", events: [] })];
    expect(judgeAcknowledgements(records, log)).toEqual({ lost: 0, doubled: 0 });
  });

  it("finds a command lost when its events are missing, elsewhere, or fewer than it makes", () => {
    const other = [{ version: 2, position: 1 }];
    expect(judgeAcknowledgements([told(4)], log).lost).toBe(1);
    expect(judgeAcknowledgements([told(1, { stream: "account/y" })], log).lost).toBe(1);
    expect(judgeAcknowledgements([told(1, { events: other })], log).lost).toBe(1);
    expect(judgeAcknowledgements([told(1, { makes: 2 })], log).lost).toBe(1);
    expect(judgeAcknowledgements([told(1, { makes: 2, outcome: "unknown", events: [] })], log).lost).toBe(1);
  });

  it("finds a command doubled when its id is in the log again, or although it was rejected", () => {
    const twice = [...log, deposit(4, { commandId: "c-1" })];
    expect(judgeAcknowledgements([told(1)], twice)).toEqual({ lost: 0, doubled: 1 });
    expect(judgeAcknowledgements([told(1, { outcome: "unknown", events: [] })], twice).doubled).toBe(1);
    expect(judgeAcknowledgements([told(1, { outcome: "rejected", events: [] })], log).doubled).toBe(1);
  });

  it("lets an unknown outcome be once or never", () => {
    const unknown = { outcome: "unknown", events: [] } as const;
    expect(judgeAcknowledgements([told(1, unknown), told(8, unknown)], log)).toEqual({ lost: 0, doubled: 0 });
  });
});

describe("judge of versions", () => {
  it("counts what is missing below the last version of a stream", () => {
    expect(judgeVersions(log)).toBe(0);
    expect(judgeVersions([deposit(1), deposit(2, { version: 4 })])).toBe(2);
  });
});

describe("judge of trails", () => {
  const row = (position: number, sequence = "x") => ({ eventId: `e-${position}`, position, sequence });

  it("finds nothing when each event was handled once, sequences in order", () => {
    const found = judgeTrail([row(2, "y"), row(1), row(3)], log);
    expect(found).toEqual({ skipped: 0, doubled: 0, reordered: 0 });
  });

  it("finds an event that was skipped, one that was doubled, and one that came too late", () => {
    expect(judgeTrail([row(1), row(3)], log)).toMatchObject({ skipped: 1, reordered: 0 });
    expect(judgeTrail([row(1), row(2), row(2), row(3)], log)).toMatchObject({ doubled: 1, skipped: 0 });
    expect(judgeTrail([row(1), row(3), row(2)], log)).toEqual({ skipped: 0, doubled: 0, reordered: 1 });
  });
});

describe("judge of rows", () => {
  it("names keys whose rows differ, are missing, or are too many", () => {
    const expected = new Map([
      ["a", "1"],
      ["b", "2"],
      ["c", "3"],
    ]);
    const found = new Map([
      ["a", "1"],
      ["b", "9"],
      ["d", "4"],
    ]);
    expect(judgeRows(expected, expected)).toEqual([]);
    expect(judgeRows(found, expected)).toEqual(["b", "c", "d"]);
  });

  it("is given rows that tell an event too many and an order that is another", () => {
    const [there, swapped] = [foldLog(log), foldLog([deposit(1), deposit(3), deposit(2)])];
    expect(judgeRows(foldLog(log).balances, there.balances)).toEqual([]);
    expect(judgeRows(swapped.balances, there.balances)).toEqual(["x"]);
    expect(judgeRows(swapped.tags, there.tags)).toEqual(["t"]);
    expect(judgeRows(foldLog([...log, deposit(4)]).tags, there.tags)).toEqual(["t"]);
  });

  it("folds amounts by pocket, withdrawals off", () => {
    const type = "account.Withdrawn";
    const { balances } = foldLog([deposit(5), deposit(2, { type, data: { pocket: "b", amount: 2, tag: "t" } })]);
    const digest = digested(digested("", "e-5"), "e-2");
    const row = { accountId: "x", a: 5, b: -2, events: 2, digest };
    expect(balances.get("x")).toBe(JSON.stringify(Object.entries(row).sort()));
  });
});

describe("judge of echoes", () => {
  const marked = deposit(1, { data: { echo: true } });
  const echoed = (position: number): LogEvent =>
    deposit(position, { type: "echo.Echoed", stream: "echo/e", data: { of: "e-1" } });

  it("finds marked events that never came back, or twice", () => {
    expect(judgeEchoes([marked, echoed(2), deposit(3)])).toEqual({ skipped: 0, doubled: 0 });
    expect(judgeEchoes([marked])).toEqual({ skipped: 1, doubled: 0 });
    expect(judgeEchoes([marked, echoed(2), echoed(3)])).toEqual({ skipped: 0, doubled: 1 });
  });
});

describe("judge of progress", () => {
  const stretch = { from: 0, to: 25_000, withinMs: 10_000 };

  it("counts stretches in which nothing moved, at the beginning and the end, too", () => {
    expect(stallsOf([9_000, 18_000], stretch)).toHaveLength(0);
    expect(stallsOf([11_000, 20_000], stretch)).toHaveLength(1);
    expect(stallsOf([9_000, 14_000], stretch)).toHaveLength(1);
    expect(stallsOf([], stretch)).toHaveLength(1);
    expect(stallsOf([-5, 30_000], stretch)).toHaveLength(1);
    expect(stallsOf([9_000, 14_000], stretch).map((stall) => stallText("the trail", stall))).toEqual([
      "the trail stood still for 11.0 s, 14.0 s after the beginning",
    ]);
  });
});

describe("judge of faults", () => {
  const minute = (fromMs: number): readonly DoneFault[] => [
    ...["kill", "kill", "kill", "stop", "stop", "restart", "reshape", "reshape", "reshape"].map(
      (kind) => ({ kind, atMs: fromMs + 5 }) as DoneFault, // the words are kinds
    ),
    ...Array.from({ length: 5 }, (): DoneFault => ({ kind: "cut", atMs: fromMs + 59_999 })),
  ];

  it("asks for enough of every kind in each minute, and for a share in the rest of one", () => {
    expect(judgeFaults([...minute(0), ...minute(60_000)], 120)).toEqual([]);
    expect(judgeFaults(minute(0), 120)).toHaveLength(5);
    expect(judgeFaults(minute(0).slice(1), 60)).toEqual(['From second 0 to 60: 2 of at least 3 faults "kill"']);
    expect(judgeFaults([], 30)).toHaveLength(4);
    expect(judgeFaults([], 10)).toEqual([]);
  });

  it("counts them by kind", () => {
    expect(countFaults(minute(0))).toEqual({ kill: 3, stop: 2, restart: 1, cut: 5, reshape: 3 });
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { SendStatus } from "../../../src/model/workflow-instance.ts";
import type { ReactionFunction } from "../../../src/model/workflow-node.ts";
import { act, type Played, playing, reactions, tableOf, versionTable } from "./table-of.ts";

const joined: string[] = [];

/** A signal carries what the reaction answers. */
const bySignal: ReactionFunction = (_, came) => actions[Number(came)];

const fork = (name: string, until: "all" | "first") =>
  ({
    kind: "fork",
    name,
    until,
    branches: [act.sendUndoable(name), act.sendUndoable(name), act.spawn(`${name}-kid`)],
  }) as const;

const actions: readonly ReturnType<ReactionFunction>[] = [
  act.sendUndoable(1),
  [act.send(2), act.sendUndoable(3)],
  act.timer(1_000),
  [act.timer(1_000, "x"), act.wait(500)],
  act.become("second", 1),
  act.spawn(),
  fork("all-of-them", "all"),
  fork("one-of-them", "first"),
  act.complete("done"),
  act.fail("told to"),
  act.cancelAll,
];

function table() {
  return tableOf(
    versionTable({
      starts: { "thing.Started": () => act.become("first") },
      inAny: reactions({
        onSignal: { Go: bySignal },
        onTimer: { Tick: () => act.sendUndoable("timer") },
        onRejected: { Do: { Soft: () => act.send("instead") } },
        onChild: { child: { completed: () => act.sendUndoable("child") } },
        onJoined: {
          "all-of-them": () => void joined.push("all-of-them"),
          "one-of-them": () => void joined.push("one-of-them"),
        },
      }),
    }),
  );
}

type Move = readonly [kind: "signal" | "outcome" | "child" | "timer" | "cancel" | "resume", pick: number];

const statuses: readonly (readonly [SendStatus, string | undefined])[] = [
  ["done", undefined],
  ["done", undefined],
  ["rejected", "Soft"],
  ["rejected", "Hard"],
  ["failed", "It cannot be handled"],
];

const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.tuple(
    fc.constantFrom<Move[0]>("signal", "signal", "outcome", "outcome", "outcome", "child", "timer", "cancel", "resume"),
    fc.nat(10_000),
  ),
  { maxLength: 40 },
);

const makers: Readonly<Record<Move[0], (played: Played, pick: number) => void>> = {
  signal: (played, pick) => {
    try {
      played.left({ kind: "signal", name: "Go", data: pick % actions.length });
    } catch (error) {
      // The same fork twice.
      expect(String(error)).toContain("is open already");
    }
  },
  outcome: (played, pick) => {
    const pending = [...played.commands.values()].filter(({ status }) => status === "pending");
    const row = pending[pick % Math.max(1, pending.length)];
    const [status, reason] = statuses[(pick >> 3) % statuses.length] ?? ["done", undefined];
    if (row !== undefined) played.outcome(row.index, status, reason);
  },
  child: (played, pick) => {
    const open = played.loaded?.head.children.filter(({ ended }) => !ended) ?? [];
    const child = open[pick % Math.max(1, open.length)];
    const status = (["completed", "failed", "cancelled"] as const)[pick % 3] ?? "failed";
    if (child === undefined) return;
    const { workflow, id } = child;
    played.left({ kind: "child", child: { workflow, id }, status, data: null });
  },
  timer: (played) => void played.left({ kind: "timer", name: "Tick", key: "", data: null }),
  cancel: (played, pick) => {
    if (pick % 4 === 0) played.left({ kind: "cancel", why: "by hand" });
  },
  resume: (played) => void played.left({ kind: "resume" }),
};

function check(played: Played, before: Played["loaded"]): void {
  const rows = [...played.commands.values()];
  const { head } = played.loaded ?? {};
  const undos = rows.filter(({ undoes }) => undoes !== null);
  for (const undo of undos) {
    const undone = rows.find(({ index }) => index === undo.undoes);
    expect(undone).toMatchObject({ status: "done" });
    const others = undos.filter((one) => one !== undo && one.undoes === undo.undoes && one.status !== "rejected");
    if (undo.status !== "rejected") expect(others).toEqual([]);
  }
  expect(new Set(rows.map(({ commandId }) => commandId)).size).toBe(rows.length);
  if (before?.head.endedAt) {
    expect(played.loaded?.head).toEqual(before.head);
    expect(played.last.timers.filter(({ kind }) => kind === "set")).toEqual([]);
  }
  if (head?.status === "failed" || head?.status === "cancelled")
    expect(head).toMatchObject({ waits: [], forks: [], undoingTo: null });
}

/** Everything that is under way ends well. */
function finish(played: Played): void {
  for (let nth = 0; nth < 200 && played.loaded?.head.endedAt === null; nth++) {
    const pending = [...played.commands.values()].find(({ status }) => status === "pending");
    const child = played.loaded.head.children.find(({ ended }) => !ended);
    if (pending !== undefined) played.outcome(pending.index);
    else if (child !== undefined)
      played.left({
        kind: "child",
        child: { workflow: child.workflow, id: child.id },
        status: "cancelled",
        data: null,
      });
    else if (played.loaded.head.status === "stuck") played.left({ kind: "resume" });
    else played.left({ kind: "cancel", why: "the end" });
  }
}

test("whatever comes: only what was done is undone, once; the end is the end; each fork joins once; a failure undoes all", () => {
  fc.assert(
    fc.property(moves, (all) => {
      joined.length = 0;
      const played = playing(table());
      played.event("thing.Started");
      let forks = 0;
      for (const [kind, pick] of all) {
        const before = { loaded: played.loaded, last: played.last };
        makers[kind](played, pick);
        check(played, before.loaded);
        if (played.last !== before.last)
          forks += played.last.history.flatMap(({ did }) => did).filter((line) => line.startsWith("fork ")).length;
        expect(joined.length).toBeLessThanOrEqual(forks);
      }
      finish(played);
      const { head } = played.loaded ?? {};
      expect(head?.endedAt).not.toBeNull();
      if (head?.status !== "failed" && head?.status !== "cancelled") return;
      const rows = [...played.commands.values()];
      const done = rows.filter(({ status, undo }) => status === "done" && undo !== null).map(({ index }) => index);
      const undone = new Set(
        rows.flatMap(({ undoes, status }) => (status === "done" && undoes !== null ? [undoes] : [])),
      );
      if (!gaveUp(all)) expect(done.filter((index) => !undone.has(index))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** A cancel may have come while it was stuck: then the rest is not undone. */
function gaveUp(all: readonly Move[]): boolean {
  return all.some(([kind, pick]) => kind === "cancel" && pick % 4 === 0);
}

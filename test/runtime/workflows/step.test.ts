import { describe, expect, test } from "vitest";
import { messageOf } from "../../../src/base/error.ts";
import type { ReactionFacts } from "../../../src/model/workflow-node.ts";
import { outcomeStimulus } from "../../../src/runtime/workflows/stimulus.ts";
import { act, doing, playing, reactions, startedAt, tableOf, versionTable } from "./table-of.ts";

/** Starts on "thing.Started" with these actions, and goes by these reactions in any state. */
function flow(starting: readonly unknown[], some: Parameters<typeof reactions>[0] = {}, facts = {}) {
  const start = doing(...(starting as never[])); // whatever a test wants to be answered
  return tableOf(
    versionTable({
      starts: { "thing.Started": () => start(null, null, {} as never) },
      inAny: reactions(some),
      ...facts,
    }),
  );
}

/** What the reaction threw, without the engine's words around it. */
function causeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return messageOf(error instanceof Error ? error.cause : error);
  }
  return "nothing was thrown";
}

describe("a step", () => {
  test("starts an instance with the latest version, and not where nothing at all is answered", () => {
    const played = playing(flow([act.become("first", { n: 1 })]));
    played.event("thing.Started");
    expect(played.loaded?.head).toMatchObject({
      id: "i-1",
      version: 1,
      state: "first",
      data: { n: 1 },
      correlationId: "talk",
    });
    expect(played.last.history[0]?.did).toEqual(["start version 1", "become first"]);
    const none = playing(tableOf(versionTable({ starts: { "thing.Started": () => undefined } })));
    expect(none.event("thing.Started").loaded).toBeUndefined();
  });

  test("sends with an id of its own, the conversation, the cause and the metadata of what began it", () => {
    const played = playing(flow([act.send({ n: 1 })]));
    const [row] = played.event("thing.Started").commands;
    expect(row).toMatchObject({
      index: 1,
      commandId: "c-1",
      payload: { n: 1 },
      status: "pending",
      correlationId: "talk",
      causationId: "e-1",
      metadata: { tenant: "t", "myelin.workflow": { name: "flow", id: "i-1" } },
    });
  });

  test.each(["ignore", "deadLetter"] as const)(
    "with %s takes an event that starts what is there, or continues what is not",
    (strictness) => {
      const strict = { onExisting: strictness, onMissing: strictness };
      const table = flow([act.become("first")], { on: { "thing.Went": doing(act.become("second")) } }, strict);
      const missing = playing(table);
      const existing = playing(table);
      existing.event("thing.Started");
      if (strictness === "ignore") {
        expect(missing.event("thing.Went").loaded).toBeUndefined();
        expect(existing.event("thing.Started").history).toEqual([]);
      } else {
        expect(() => missing.event("thing.Went")).toThrow("there is none");
        expect(() => existing.event("thing.Started")).toThrow("it is there already");
      }
    },
  );

  test("that fails changes nothing, and says which reaction", () => {
    const broken = () => {
      throw new Error("a bug");
    };
    const played = playing(flow([], { onSignal: { Go: broken } }));
    played.event("thing.Started");
    const before = played.loaded;
    expect(() => played.left({ kind: "signal", name: "Go", data: null })).toThrow(
      'Cannot react to signal "Go" in instance "i-1" of workflow "flow": its reaction failed with "a bug"; mend the reaction',
    );
    expect(played.loaded).toBe(before);
  });

  test.each([
    ["an action behind the end", [act.complete(), act.send()], "comes after the instance's end"],
    ["an unknown command", [{ ...act.send(), command: "Else" }], 'does not send "Else"'],
    ["an unknown state", [act.become("third")], 'The state "third" is not declared'],
    ["an unknown child", [{ ...act.spawn(), workflow: "stranger" }], 'does not spawn "stranger"'],
    ["a promise", [Promise.resolve()], "a promise; reactions only say what is to be done"],
    ["a time that is none", [act.timer(Number.NaN)], "is no time"],
  ])("refuses %s", (_, actions, sentence) => {
    expect(causeOf(() => playing(flow(actions)).event("thing.Started"))).toContain(sentence);
  });

  test("moves a timer, cancels timers, and cancels all at the end", () => {
    const played = playing(
      flow([act.timer(1000)], { onSignal: { Go: doing(act.timer(5000)), Stop: doing(act.complete()) } }),
    );
    played.event("thing.Started");
    expect(played.last.timers).toMatchObject([
      { kind: "set", timer: { name: "Tick", dueAt: new Date(startedAt.getTime() + 1000) } },
    ]);
    expect(played.left({ kind: "signal", name: "Go", data: null }).timers).toHaveLength(1);
    expect(played.left({ kind: "signal", name: "Stop", data: null }).timers).toEqual([{ kind: "cancel" }]);
  });

  test("closes a wait by its signal, by its time, and with the state in which it was opened", () => {
    const open = flow([act.wait(1000)], {
      onSignal: { Go: doing(act.become("first")), Leave: doing(act.become("second"), act.wait()) },
      onTimeout: { Go: doing(act.fail("late")) },
    });
    const signalled = playing(open);
    signalled.event("thing.Started");
    expect(signalled.loaded?.head.waits).toEqual([{ signal: "Go", until: startedAt.getTime() + 1000 }]);
    expect(signalled.left({ kind: "signal", name: "Go", data: null }).timers).toContainEqual({
      kind: "cancel",
      name: "wait:Go",
    });
    expect(signalled.loaded?.head.waits).toEqual([]);
    const late = playing(open);
    late.event("thing.Started");
    expect(late.left({ kind: "timeout", name: "Go" }).loaded?.head).toMatchObject({
      status: "failed",
      reason: "late",
      waits: [],
    });
    const left = playing(flow([act.become("first"), act.wait()], { onSignal: { Leave: doing(act.become("second")) } }));
    left.event("thing.Started");
    expect(left.loaded?.head.waits).toHaveLength(1);
    expect(left.left({ kind: "signal", name: "Leave", data: null }).loaded?.head.waits).toEqual([]);
  });

  test("tells a reaction which timer fired, and which command was rejected with what, also out of a letter", () => {
    const seen: unknown[] = [];
    const look = (_: unknown, came: unknown, { timer, rejected }: ReactionFacts): undefined =>
      void seen.push([came, timer ?? rejected]);
    const table = flow([act.send({ n: 7 })], { onTimer: { Tick: look }, onRejected: { Do: { No: look } } });
    const played = playing(table);
    played.event("thing.Started");
    played.left({ kind: "timer", name: "Tick", key: "k", data: 1 });
    const row = played.commands.get(1);
    if (row === undefined) throw new Error("It was sent");
    const stimulus = outcomeStimulus({ ...row, status: "rejected", reason: "No", data: { why: 2 } });
    const before = played.loaded;
    played.take(stimulus);
    playing(table, before).take({ ...stimulus, row: undefined } as never); // a letter has what was left, and no row
    const rejected = { command: "Do", payload: { n: 7 }, index: 1, reason: "No", data: { why: 2 } };
    expect(seen).toEqual([
      [1, { name: "Tick", key: "k" }],
      [{ why: 2 }, rejected],
      [{ why: 2 }, rejected],
    ]);
  });

  test("writes down what nothing reacts to", () => {
    const played = playing(flow([act.become("first")]));
    played.event("thing.Started");
    expect(played.left({ kind: "timer", name: "Tick", key: "", data: null }).history[0]?.did).toEqual([
      'ignored: no reaction in state "first"',
    ]);
  });
});

describe("failing", () => {
  const failing = { onSignal: { Go: doing(act.fail("why")) } };

  test("waits for outcomes, then undoes what is done, the last first, one after another", () => {
    const played = playing(flow([act.sendUndoable(1), act.sendUndoable(2), act.sendUndoable(3)], failing));
    played.event("thing.Started");
    played.outcome(1);
    played.left({ kind: "signal", name: "Go", data: null });
    expect(played.loaded?.head).toMatchObject({ status: "undoing", undoingTo: "failed", reason: "why" });
    expect(played.last.commands).toEqual([]);
    expect(played.outcome(2, "rejected", "No").commands.filter(({ undoes }) => undoes !== null)).toEqual([]);
    expect(played.outcome(3).commands).toMatchObject([
      { index: 3 },
      { index: 4, command: "Undo", undoes: 3, payload: 3 },
    ]);
    expect(played.outcome(4).commands).toMatchObject([{ index: 4 }, { index: 5, undoes: 1, payload: 1 }]);
    expect(played.outcome(5).loaded?.head).toMatchObject({ status: "failed", reason: "why", endedAt: startedAt });
    expect([...played.commands.keys()]).toEqual([1, 2, 3, 4, 5]);
  });

  test("drops what cannot have been sent yet, and reacts to nothing any more", () => {
    const played = playing(flow([act.sendUndoable(1)], { onSignal: { Go: doing(act.send(2), act.fail()) } }));
    played.event("thing.Started");
    played.take(
      { kind: "left", content: { kind: "signal", name: "Go", data: null }, parent: null, correlationId: null },
      [1],
    );
    expect([...played.commands.values()].map(({ status }) => status)).toEqual(["dropped", "dropped"]);
    expect(played.loaded?.head.status).toBe("failed");
    const waiting = playing(flow([act.sendUndoable(1)], failing));
    waiting.event("thing.Started");
    waiting.left({ kind: "signal", name: "Go", data: null });
    expect(waiting.left({ kind: "signal", name: "Go", data: null }).history[0]?.did).toEqual([
      "ignored: it is being undone",
    ]);
  });

  test("with a rejected undo it is stuck: resumed it tries once more under another id, cancelled it gives up the rest", () => {
    const stuck = () => {
      const played = playing(flow([act.sendUndoable(1), act.sendUndoable(2)], failing));
      played.event("thing.Started");
      played.outcome(1);
      played.outcome(2);
      played.left({ kind: "signal", name: "Go", data: null });
      played.outcome(3, "rejected", "Closed");
      return played;
    };
    const resumed = stuck();
    expect(resumed.loaded?.head).toMatchObject({ status: "stuck", reason: "why", undoingTo: "failed" });
    expect(resumed.last.alarms).toHaveLength(1);
    expect(resumed.left({ kind: "resume" }).commands).toMatchObject([{ index: 4, undoes: 2, status: "pending" }]);
    expect(resumed.commands.get(4)?.commandId).not.toBe(resumed.commands.get(3)?.commandId);
    resumed.outcome(4);
    expect(resumed.outcome(5).loaded?.head).toMatchObject({ status: "failed", trouble: null });
    const cancelled = stuck();
    expect(cancelled.left({ kind: "cancel", why: "enough" }).loaded?.head).toMatchObject({
      status: "failed",
      reason: "why",
    });
    expect(cancelled.last.commands).toEqual([]);
  });

  test("an undo that came to nothing is a letter: retried it is sent again, once for all that were refused", () => {
    const played = playing(flow([act.sendUndoable(1), act.sendUndoable(2)], failing));
    played.event("thing.Started");
    played.outcome(1);
    played.outcome(2);
    played.left({ kind: "signal", name: "Go", data: null });
    const refused = played.outcome(3, "rejected", "Closed");
    expect(refused.refusedUndo).toMatch(/^undoing command #2 by .* was rejected: Closed$/);
    const letter = refused.history[0]?.came;
    if (letter?.kind !== "outcome") throw new Error("An outcome came");
    expect(letter).toMatchObject({ index: 3, undoes: 2, status: "rejected" });
    expect(played.left(letter).commands).toMatchObject([{ index: 4, undoes: 2, status: "pending" }]);
    expect(played.last.history[0]?.did).toContain("resume");
    // The same letter once more, or another of the same undo: it is under way.
    expect(played.left(letter)).toMatchObject({ commands: [], history: [] });
    expect(played.outcome(4, "failed", "Nobody knows it").refusedUndo).toMatch(/cannot be handled/);
    const second = played.last.history[0]?.came;
    if (second?.kind !== "outcome") throw new Error("An outcome came");
    expect(played.left(second).commands).toMatchObject([{ index: 4, status: "pending" }]);
    expect(played.left(second)).toMatchObject({ commands: [], history: [] });
    played.outcome(4);
    expect(played.outcome(5).loaded?.head).toMatchObject({ status: "failed", trouble: null });
    expect(played.left(letter)).toMatchObject({ commands: [], history: [] });
  });

  test("what cannot be handled makes it stuck, and is sent again under the same id when it is resumed", () => {
    const played = playing(flow([act.send()]));
    played.event("thing.Started");
    played.outcome(1, "failed", "Nobody knows it");
    expect(played.loaded?.head).toMatchObject({ status: "stuck", undoingTo: null });
    expect(played.left({ kind: "resume" }).commands).toMatchObject([{ index: 1, status: "pending", commandId: "c-1" }]);
    expect(played.loaded?.head).toMatchObject({ status: "running", trouble: null });
  });

  test("cancelling undoes, too", () => {
    const played = playing(flow([act.sendUndoable(1)]));
    played.event("thing.Started");
    played.outcome(1);
    played.left({ kind: "cancel", why: "by hand" });
    expect(played.outcome(2).loaded?.head).toMatchObject({ status: "cancelled", reason: "by hand" });
  });

  test("an outcome that is known already, or comes after the end, changes nothing but its row", () => {
    const played = playing(flow([act.send(), act.complete()]));
    played.event("thing.Started");
    expect(played.loaded?.head.status).toBe("completed");
    const late = played.outcome(1);
    expect([late.commands.map(({ status }) => status), late.history, late.headChanged]).toEqual([["done"], [], false]);
    const twice = playing(flow([act.sendUndoable()]));
    twice.event("thing.Started");
    twice.outcome(1);
    expect(twice.outcome(1, "rejected", "No").commands).toEqual([]);
  });
});

describe("forks and children", () => {
  const fork = (until: "all" | "first", ...branches: readonly unknown[]) => ({
    kind: "fork",
    name: "both",
    until,
    branches,
  });
  const heard: unknown[] = [];
  const joined = { onJoined: { both: (_: unknown, came: unknown) => void heard.push(came) } };

  test("all: joins once, when every branch has ended, with all outcomes in order", () => {
    heard.length = 0;
    const played = playing(flow([fork("all", act.send(), act.spawn("k"))], joined));
    played.event("thing.Started");
    expect(played.last.inbox).toMatchObject([
      { workflow: "child", id: "k", content: { kind: "start", by: "parent" }, parent: { id: "i-1" } },
    ]);
    played.left({ kind: "child", child: { workflow: "child", id: "k" }, status: "completed", data: 7 });
    expect(heard).toEqual([]);
    played.outcome(1, "rejected", "No");
    expect(heard).toEqual([
      [
        { ok: false, reason: "No", data: null },
        { ok: true, result: 7 },
      ],
    ]);
    played.left({ kind: "child", child: { workflow: "child", id: "k" }, status: "completed", data: 8 });
    expect(heard).toHaveLength(1);
    expect(played.loaded?.head).toMatchObject({ forks: [], status: "running" });
  });

  test("first: joins with the first that succeeds; children that lost are cancelled, commands that lost are undone", () => {
    heard.length = 0;
    const played = playing(flow([fork("first", act.sendUndoable(1), act.sendUndoable(2), act.spawn("k"))], joined));
    played.event("thing.Started");
    played.outcome(1, "rejected", "No");
    expect(heard).toEqual([]);
    expect(played.outcome(2).inbox).toMatchObject([{ id: "k", content: { kind: "cancel" } }]);
    expect(heard).toEqual([[{ ok: false, reason: "No", data: null }, { ok: true, result: null }, { ok: undefined }]]);
    played.left({ kind: "child", child: { workflow: "child", id: "k" }, status: "cancelled", data: null });
    expect(played.loaded?.head).toMatchObject({ forks: [], status: "running" });
    const late = playing(flow([fork("first", act.sendUndoable(1), act.sendUndoable(2))], joined));
    late.event("thing.Started");
    late.outcome(1);
    expect(late.outcome(2).commands).toMatchObject([{ index: 2 }, { index: 3, undoes: 2 }]);
  });

  test("a fork without branches joins at once", () => {
    heard.length = 0;
    playing(flow([fork("all")], joined)).event("thing.Started");
    expect(heard).toEqual([[]]);
  });

  test("completing waits until losers are undone", () => {
    const done = { onJoined: { both: doing(act.complete(1)) } };
    const played = playing(flow([fork("first", act.sendUndoable(1), act.sendUndoable(2))], done));
    played.event("thing.Started");
    played.outcome(1);
    expect(played.loaded?.head).toMatchObject({ status: "undoing", undoingTo: "completed" });
    played.outcome(2);
    expect(played.loaded?.head.status).toBe("undoing");
    expect(played.outcome(3).loaded?.head).toMatchObject({ status: "completed", result: 1 });
  });

  test("a child's failure that nobody reacts to fails the parent; a failing parent cancels its children and waits for them", () => {
    const played = playing(flow([act.spawn("k"), act.spawn("l"), act.sendUndoable()]));
    played.event("thing.Started");
    played.outcome(1);
    played.left({ kind: "child", child: { workflow: "child", id: "k" }, status: "failed", data: "broke" });
    expect(played.loaded?.head).toMatchObject({ status: "undoing", reason: 'Child "child/k" failed: broke' });
    expect(played.last.inbox).toMatchObject([{ id: "l", content: { kind: "cancel" } }]);
    expect(played.last.commands).toEqual([]);
    const after = played.left({
      kind: "child",
      child: { workflow: "child", id: "l" },
      status: "cancelled",
      data: null,
    });
    expect(after.commands).toMatchObject([{ undoes: 1 }]);
  });

  test("a child tells its parent how it ended, and a parent whose child is another's hears that it failed", () => {
    const table = tableOf(versionTable({ startWith: () => act.complete({ n: 1 }) }));
    const child = playing(table);
    const parent = { workflow: "parent", id: "p" };
    const content = { kind: "start", by: "parent", input: null } as const;
    const first = child.take({ kind: "left", content, parent, correlationId: "talk" });
    expect(first.inbox).toMatchObject([{ ...parent, content: { kind: "child", status: "completed", data: { n: 1 } } }]);
    expect(child.take({ kind: "left", content, parent, correlationId: "talk" }).inbox).toEqual([]);
    const other = { workflow: "parent", id: "q" };
    expect(child.take({ kind: "left", content, parent: other, correlationId: null }).inbox).toMatchObject([
      { ...other, content: { kind: "child", status: "failed" } },
    ]);
  });
});

test("an instance stays with its version until it is migrated, one version after another", () => {
  const first = versionTable({ starts: { "thing.Started": () => act.become("first", { n: 1 }) } });
  const later = (version: number) =>
    versionTable({
      version,
      migrate: ({ state, data }) => ({ state, data: Object.assign({}, data, { [`v${version}`]: true }) }),
      inAny: reactions({ onSignal: { Go: () => act.become("second", version) } }),
    });
  const old = playing(tableOf(first));
  old.event("thing.Started");
  const played = playing(tableOf(first, later(2), later(3)), old.loaded);
  expect(played.left({ kind: "signal", name: "Go", data: null }).history[0]?.did).toEqual([
    'ignored: no reaction in state "first"',
  ]);
  const { head } = played.left({ kind: "migrate", from: 1, to: 3 }).loaded ?? {};
  expect(head).toMatchObject({ version: 3, data: { n: 1, v2: true, v3: true } });
  expect(played.left({ kind: "signal", name: "Go", data: null }).loaded?.head).toMatchObject({
    state: "second",
    data: 3,
  });
  const broken = versionTable({ version: 2, states: {} });
  const stays = playing(tableOf(first, broken), old.loaded);
  expect(stays.left({ kind: "migrate", from: 1, to: 2 }).loaded?.head.version).toBe(1);
  expect(stays.last.alarms).toHaveLength(1);
});

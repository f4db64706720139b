import { beforeEach, describe, expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { isMyelinError, MyelinError } from "../../src/base/error.ts";
import type { Clock } from "../../src/base/ports.ts";
import type { AttemptFailure } from "../../src/model/retry-node.ts";
import type { CommandService } from "../../src/runtime/commands/command-service.ts";
import { systemClock } from "../../src/runtime/system-ports.ts";
import type { EventStore } from "../../src/store/event-store.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { commandRig, type Mode } from "./command-rig.ts";
import { countingTables } from "./counter.ts";
import { type AppendScript, scriptedEvents } from "./scripted-events.ts";

const tables = countingTables();
let store: Store;
let serial: number;

beforeEach(() => {
  store = memoryStore();
  serial = 0;
});

let mode: Mode;

function service(events: EventStore = store.events, clock: Clock = systemClock): CommandService {
  const ids = { next: () => `id-${++serial}` };
  return commandRig({ mode, tables, store, events, clock, ids });
}

const count = (by: number, counterId = "c") => ({ command: "Count", payload: { counterId, by } });
const eventTypes = async (id = "c") =>
  (await store.events.readStream({ stream: { type: "counter", id }, after: 0, limit: 99 })).map(({ type }) => type);
const lostAnswer = () => new MyelinError("outcome_unknown", "cut");

/** Another writer wins the stream just before this append. */
const rival: AppendScript = async (requests, append) => {
  await service().submit(count(1));
  return append(requests);
};
const cutBefore: AppendScript = async () => {
  throw lostAnswer();
};
const cutAfter: AppendScript = async (requests, append) => {
  await append(requests);
  throw lostAnswer();
};

describe.each(["simple", "batched"] as const)("%s mode:", (tested) => {
  beforeEach(() => {
    mode = tested;
  });

  test("a command answers its events, the stream's version and the position of the last event", async () => {
    await service().submit(count(7));
    const result = await service().submit({ command: "Clear", payload: { counterId: "c", group: "g" } });
    expect(result).toEqual({
      ok: true,
      commandId: expect.stringMatching(/^id-/),
      stream: { type: "counter", id: "c" },
      version: 3,
      position: "3",
      events: [
        { type: "counter.Cleared", version: 2, position: "2" },
        { type: "counter.Counted", version: 3, position: "3" },
      ],
      duplicate: false,
    });
  });

  test("events carry their command's id, correlation, causation and metadata", async () => {
    await service().submit({
      ...count(1),
      id: "k",
      correlationId: "corr",
      causationId: "cause",
      metadata: { tenant: "t" },
    });
    const [event] = await store.events.readStream({ stream: { type: "counter", id: "c" }, after: 0, limit: 1 });
    expect(event).toMatchObject({
      commandId: "k",
      correlationId: "corr",
      causationId: "cause",
      metadata: { tenant: "t" },
    });
  });

  test("a rejection is a value with its name and data, and stores nothing", async () => {
    expect(await service().submit(count(101))).toMatchObject({
      ok: false,
      reason: "TooMuch",
      data: { left: 100 },
      sentence: null,
    });
    expect(await service().submit({ command: "Clear", payload: { counterId: "c", group: "g" } })).toMatchObject({
      ok: false,
      reason: "Empty",
      data: null,
      sentence: "The counter is empty",
    });
    expect(await eventTypes()).toEqual([]);
  });

  test("a command with nothing to do answers the stream as it stands", async () => {
    await service().submit(count(5));
    expect(await service().submit(count(0))).toMatchObject({ ok: true, version: 1, position: "1", events: [] });
  });

  test("a command that loses the stream is decided again on the new state", async () => {
    await service().submit(count(98));
    const events = scriptedEvents(store.events, [rival]);
    expect(await service(events).submit(count(2))).toMatchObject({ ok: false, reason: "TooMuch", data: { left: 1 } });
    expect(events.appends).toBe(2);
  });

  test("a rejection decided on a state that has changed meanwhile is not answered", async () => {
    await service().submit(count(100));
    const clears: AppendScript = async (requests, append) => {
      await service().submit({ command: "Clear", payload: { counterId: "c", group: "g" } });
      return append(requests);
    };
    const result = await service(scriptedEvents(store.events, [clears])).submit(count(5));
    expect(result).toMatchObject({ ok: true, version: 4 });
  });

  test("a command with nothing to do on a state that has changed meanwhile is decided again", async () => {
    const result = await service(scriptedEvents(store.events, [rival])).submit(count(0));
    expect(result).toMatchObject({ ok: true, version: 1, events: [] });
  });

  test("a decider's error is only thrown once the state it saw is confirmed, and is not retried then", async () => {
    const events = scriptedEvents(store.events, [rival]);
    const broken = service(events).submit({ command: "Break", payload: { counterId: "c" } });
    await expect(broken).rejects.toMatchObject({ code: "handler_failed", cause: new Error("the decider has a bug") });
    expect(events.appends).toBe(2);
  });

  test("an event that does not fit its schema is refused before it is stored", async () => {
    const broken = service().submit({ command: "EmitNonsense", payload: { counterId: "c" } });
    await expect(broken).rejects.toMatchObject({ code: "invalid_event" });
    expect(await eventTypes()).toEqual([]);
  });

  test("a command that keeps losing ends in version_conflict when its policy gives up", async () => {
    const retry = { kind: "interval", everyMs: 0, maxAttempts: 4 } as const;
    const losing = service(scriptedEvents(store.events, [rival, rival, rival, rival])).submit({ ...count(1), retry });
    await expect(losing).rejects.toMatchObject({ code: "version_conflict", details: { attempts: 4 } });
  });

  test("a command without retries loses at once", async () => {
    const events = scriptedEvents(store.events, [rival]);
    const losing = service(events).submit({ ...count(1), retry: { kind: "none" } });
    await expect(losing).rejects.toMatchObject({ code: "version_conflict", details: { attempts: 1 } });
    expect(events.appends).toBe(1);
  });

  test("a retry policy sees every failure so far, the last one last", async () => {
    const seen: unknown[] = [];
    const pauseMs = (failures: readonly AttemptFailure[]): number => {
      seen.push(failures.map(({ attempt, error }) => [attempt, isMyelinError(error) && error.code]));
      return 0;
    };
    const retry = { kind: "function", name: "watching", pauseMs, maxAttempts: 9 } as const;
    const deadlocked: AppendScript = async () => {
      throw new MyelinError("contention", "deadlock");
    };
    const result = await service(scriptedEvents(store.events, [rival, deadlocked])).submit({ ...count(1), retry });
    expect(result).toMatchObject({ ok: true, version: 2 });
    expect(seen).toEqual([
      [[1, "version_conflict"]],
      [
        [1, "version_conflict"],
        [2, "contention"],
      ],
    ]);
  });

  test("a retry policy's deadline counts from when the command was taken up", async () => {
    const clock = manualClock();
    const retry = { kind: "interval", everyMs: 60, maxAttempts: 9, deadlineMs: 100 } as const;
    const events = scriptedEvents(store.events, [rival, rival, rival]);
    const losing = service(events, clock).submit({ ...count(1), retry });
    losing.catch(() => {});
    for (let step = 0; step < 10; step++) {
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
      await clock.advance(60);
    }
    await expect(losing).rejects.toMatchObject({ code: "version_conflict", details: { attempts: 2 } });
  });

  test("a retry policy that throws fails its command alone", async () => {
    const pauseMs = () => {
      throw new Error("no policy");
    };
    const retry = { kind: "function", name: "broken", pauseMs, maxAttempts: 9 } as const;
    const losing = service(scriptedEvents(store.events, [rival])).submit({ ...count(1), retry });
    await expect(losing).rejects.toMatchObject({ code: "handler_failed" });
  });

  test("a deadlock in the append is retried, and nothing is doubled", async () => {
    const deadlocked: AppendScript = async () => {
      throw new MyelinError("contention", "deadlock");
    };
    const events = scriptedEvents(store.events, [deadlocked, deadlocked]);
    expect(await service(events).submit(count(3))).toMatchObject({ ok: true, version: 1 });
    expect(await eventTypes()).toEqual(["counter.Counted"]);
  });

  test("If-Match on another version is the caller's: precondition_failed, never retried", async () => {
    await service().submit(count(1));
    const events = scriptedEvents(store.events, []);
    await expect(service(events).submit({ ...count(1), expectedVersion: 0 })).rejects.toMatchObject({
      code: "precondition_failed",
      details: { version: 1, expected: 0 },
    });
    expect(events.appends).toBe(0);
  });

  test("If-Match that another writer overtakes is precondition_failed", async () => {
    const late = service(scriptedEvents(store.events, [rival])).submit({ ...count(1), expectedVersion: 0 });
    await expect(late).rejects.toMatchObject({ code: "precondition_failed" });
  });

  test.each([true, false])(
    "a lost answer before the commit is tried again and done once (keyed: %s)",
    async (keyed) => {
      const events = scriptedEvents(store.events, [cutBefore]);
      const result = await service(events).submit({ ...count(1), ...(keyed ? { id: "k" } : {}) });
      expect(result).toMatchObject({ ok: true, version: 1, duplicate: false });
      expect(await eventTypes()).toEqual(["counter.Counted"]);
    },
  );

  test.each([true, false])("a lost answer after the commit is found, not done again (keyed: %s)", async (keyed) => {
    const events = scriptedEvents(store.events, [cutAfter]);
    const result = await service(events).submit({ ...count(1), ...(keyed ? { id: "k" } : {}) });
    expect(result).toMatchObject({ ok: true, version: 1, events: [{ version: 1 }], duplicate: false });
    expect(events.appends).toBe(1);
  });

  test.each([true, false])(
    "a lost answer whose transaction commits only while the retry is under way is found (keyed: %s)",
    async (keyed) => {
      let late: (() => Promise<unknown>) | undefined;
      const cutWhileRunning: AppendScript = async (requests, append) => {
        late = () => append(requests);
        throw lostAnswer();
      };
      const overtaken: AppendScript = async (requests, append) => {
        await late?.();
        return append(requests);
      };
      const result = await service(scriptedEvents(store.events, [cutWhileRunning, overtaken])).submit({
        ...count(1),
        ...(keyed ? { id: "k" } : {}),
      });
      expect(result).toMatchObject({ ok: true, version: 1, events: [{ version: 1 }] });
      expect(await eventTypes()).toEqual(["counter.Counted"]);
    },
  );

  test("a lost answer is looked for before a precondition is refused", async () => {
    const result = await service(scriptedEvents(store.events, [cutAfter])).submit({ ...count(1), expectedVersion: 0 });
    expect(result).toMatchObject({ ok: true, version: 1 });
  });

  test("a lost answer is looked for before a rejection is answered", async () => {
    const result = await service(scriptedEvents(store.events, [cutAfter])).submit(count(60));
    expect(result).toMatchObject({ ok: true, version: 1 });
  });

  test("an outcome that stays unknown until the deadline is outcome_unknown", async () => {
    const clock = manualClock();
    let sent = (): void => {};
    const firstSent = new Promise<void>((resolve) => {
      sent = resolve;
    });
    const cut: AppendScript = async (requests, append) => {
      sent();
      return cutBefore(requests, append);
    };
    const always = Array.from({ length: 500 }, () => cut);
    const lost = service(scriptedEvents(store.events, always), clock).submit({
      ...count(1),
      id: "k",
      timeoutMs: 3_000,
    });
    const outcome = expect(lost).rejects.toMatchObject({ code: "outcome_unknown", details: { retryAfterMs: 1000 } });
    await firstSent;
    for (let second = 0; second < 5; second++) await clock.advance(1_000);
    await outcome;
  });

  test("a database that is away before anything was sent is unavailable at once", async () => {
    const away: EventStore = {
      ...store.events,
      load: async () => {
        throw new MyelinError("unavailable", "away");
      },
    };
    await expect(service(away).submit(count(1))).rejects.toMatchObject({ code: "unavailable" });
  });

  test("a database that goes away after a lost answer is waited for, until the outcome is known", async () => {
    let loads = 0;
    const events = scriptedEvents(store.events, [cutAfter]);
    const shaky: EventStore = {
      ...events,
      append: (requests) => events.append(requests),
      load: async (requests) => {
        if (++loads === 2) throw new MyelinError("unavailable", "away");
        return store.events.load(requests);
      },
    };
    expect(await service(shaky).submit(count(1))).toMatchObject({ ok: true, version: 1 });
    expect(loads).toBe(3);
  });

  test("a keyed command sent again answers its first outcome as a duplicate", async () => {
    const first = await service().submit({ ...count(1), id: "k" });
    await service().submit(count(1));
    expect(await service().submit({ ...count(1), id: "k" })).toEqual({ ...first, duplicate: true });
    expect(await eventTypes()).toHaveLength(2);
  });

  test("a keyed rejection is kept: the same id answers it again even when it would now succeed", async () => {
    await service().submit(count(100));
    const first = await service().submit({ ...count(1), id: "k" });
    expect(first).toMatchObject({ ok: false, reason: "TooMuch" });
    await service().submit({ command: "Clear", payload: { counterId: "c", group: "g" } });
    expect(await service().submit({ ...count(1), id: "k" })).toEqual({ ...first, duplicate: true });
  });

  test.each([
    ["another payload", { ...count(2), id: "k" }],
    ["another command", { command: "Clear", payload: { counterId: "c", group: "g" }, id: "k" }],
  ])("an id used with %s is idempotency_mismatch", async (_, again) => {
    await service().submit({ ...count(1), id: "k" });
    await expect(service().submit(again)).rejects.toMatchObject({ code: "idempotency_mismatch" });
  });

  test("the same id in another scope is another command", async () => {
    await service().submit({ ...count(1), id: "k", scope: "tenant/1" });
    expect(await service().submit({ ...count(1), id: "k", scope: "tenant/2" })).toMatchObject({
      commandId: "k",
      duplicate: false,
    });
    expect(await service().submit({ ...count(1), id: "k", scope: "tenant/1" })).toMatchObject({
      commandId: "k",
      duplicate: true,
    });
  });

  test("whoever loses the race for an id answers the winner's outcome", async () => {
    const twin: AppendScript = async (requests, append) => {
      await service().submit({ ...count(1), id: "k" });
      return append(requests);
    };
    const result = await service(scriptedEvents(store.events, [twin])).submit({ ...count(1), id: "k" });
    expect(result).toMatchObject({ ok: true, version: 1, duplicate: true });
    expect(await eventTypes()).toHaveLength(1);
  });

  test("an id that another transaction holds is in_progress", async () => {
    const held: AppendScript = async () => [{ kind: "in-progress" }];
    await expect(service(scriptedEvents(store.events, [held])).submit({ ...count(1), id: "k" })).rejects.toMatchObject({
      code: "in_progress",
    });
  });

  test("a failed keyed command may run again", async () => {
    const breaking = { command: "Break", payload: { counterId: "c" }, id: "k" };
    await expect(service().submit(breaking)).rejects.toMatchObject({ code: "handler_failed" });
    expect(await service().submit({ ...count(1), id: "k" })).toMatchObject({ ok: true, duplicate: false });
  });

  test("ten commands of one sequence key at once succeed without a conflict", async () => {
    const events = scriptedEvents(store.events, []);
    const commands = service(events);
    const results = await Promise.all(Array.from({ length: 10 }, () => commands.submit(count(1))));
    expect(results.map((result) => result.ok && result.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(events.appends).toBe(mode === "simple" ? 10 : 1);
  });

  test("a command that waits in its sequence times out without disturbing its neighbours", async () => {
    const clock = manualClock();
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow: AppendScript = async (requests, append) => {
      await gate;
      return append(requests);
    };
    const commands = service(scriptedEvents(store.events, [slow]), clock);
    const first = commands.submit(count(1));
    const second = commands.submit({ ...count(2), timeoutMs: 1_000 });
    const third = commands.submit(count(3));
    const outcome = expect(second).rejects.toMatchObject({ code: "timeout" });
    await clock.advance(1_016);
    await outcome;
    open();
    expect(await first).toMatchObject({ ok: true, version: 1 });
    expect(await third).toMatchObject({ ok: true, version: 2 });
  });

  test("a caller that gives up while waiting gets aborted", async () => {
    const giveUp = new AbortController();
    giveUp.abort();
    await service().submit(count(1));
    await expect(service().submit({ ...count(1), signal: giveUp.signal })).rejects.toMatchObject({ code: "aborted" });
    expect(await eventTypes()).toHaveLength(1);
  });

  test("an unknown command names the nearest ones", async () => {
    await expect(service().submit({ command: "Cuont", payload: {} })).rejects.toMatchObject({
      code: "unknown_command",
      details: { nearest: ["Count"] },
    });
  });

  test("a command named like an inherited property is unknown", async () => {
    await expect(service().submit({ command: "constructor", payload: {} })).rejects.toMatchObject({
      code: "unknown_command",
    });
  });

  test("an invalid payload lists its issues by path", async () => {
    await expect(service().submit({ command: "Count", payload: { counterId: 7 } })).rejects.toMatchObject({
      code: "invalid_command",
      details: { issues: [{ path: "counterId" }, { path: "by" }] },
    });
  });
});

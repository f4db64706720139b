import { afterEach, describe, expect, it } from "vitest";
import { application, compile, onDispatch } from "../../../src/mod.ts";
import {
  type CommandResult,
  type CommandSubmission,
  type Engine,
  type EngineOptions,
  MyelinError,
  type Tables,
} from "../../../src/runtime/mod.ts";
import { gate } from "../../support/gate.ts";
import { counter, countingTables, counts } from "../counter.ts";
import { keysOf, type Loopback, loopback } from "./loopback.ts";

const worlds: Loopback[] = [];
const three = ["a", "b", "c"] as const;

function world(): Loopback {
  const made = loopback();
  worlds.push(made);
  return made;
}

afterEach(async () => {
  for (const one of worlds.splice(0)) await one.end();
});

async function cluster(
  one: Loopback,
  options: Partial<EngineOptions> = {},
): Promise<readonly [Engine, Engine, Engine]> {
  const [a, b, c] = [await one.start("a", options), await one.start("b", options), await one.start("c", options)];
  await one.settled(a, b, c);
  return [a, b, c];
}

/** A key whose home is the node, among a, b and c. */
function keyOf(node: string): string {
  return keysOf(node, three, 1)[0] ?? "";
}

function count(counterId: string, options: Partial<CommandSubmission> = {}): CommandSubmission {
  return { command: "Count", payload: { counterId, by: 1 }, ...options };
}

async function handlers({ store }: Loopback, counterId: string): Promise<readonly unknown[]> {
  const events = await store.events.readStream({ stream: { type: "counter", id: counterId }, after: 0, limit: 100 });
  return events.map(({ metadata }) => metadata["myelin.node"]);
}

function thrown(submitted: Promise<CommandResult>): Promise<MyelinError> {
  return submitted.then(
    () => {
      throw new Error("nothing was thrown");
    },
    (error: unknown) => (error instanceof MyelinError ? error : Promise.reject(error)),
  );
}

const warned = ({ logged }: Loopback): readonly string[] =>
  logged.flatMap(({ level, message }) => (level === "warn" ? [message] : []));

describe("a command of a cluster", () => {
  it("is handled by the node that is home to its key, whichever it comes to", async () => {
    const one = world();
    const engines = await cluster(one);
    for (const node of three) {
      const key = keyOf(node);
      for (const engine of engines) await engine.submit(count(key));
      expect(await handlers(one, key)).toEqual([node, node, node]);
    }
    expect(one.sent).toHaveLength(6);
  });

  it("brings its result, its rejection and its error back as they are", async () => {
    const one = world();
    const [a] = await cluster(one);
    const counterId = keyOf("b");
    const done = await a.submit(count(counterId, { id: "first", correlationId: "talk" }));
    expect(done).toMatchObject({ ok: true, commandId: "first", version: 1, duplicate: false });
    expect(await a.submit(count(counterId, { id: "first" }))).toEqual({ ...done, duplicate: true });
    const rejected = await a.submit({ command: "Count", payload: { counterId, by: 100 } });
    expect(rejected).toMatchObject({ ok: false, reason: "TooMuch", data: { left: 99 } });
    const mismatch = await thrown(a.submit({ command: "Count", payload: { counterId, by: 2 }, id: "first" }));
    expect(mismatch.code).toBe("idempotency_mismatch");
    const lost = await thrown(a.submit(count(counterId, { expectedVersion: 7 })));
    expect(lost).toMatchObject({ code: "precondition_failed", details: { version: 1, expected: 7 } });
    const broken = await thrown(a.submit({ command: "Break", payload: { counterId } }));
    expect(broken.code).toBe("handler_failed");
    expect(broken.cause).toBeUndefined();
    expect(warned(one).join()).toContain("the decider has a bug".slice(0, 10));
    const [event] = await one.store.events.readStream({
      stream: { type: "counter", id: counterId },
      after: 0,
      limit: 1,
    });
    expect(event).toMatchObject({ commandId: "first", correlationId: "talk" });
  });

  it("passes its dispatch interceptors once, where it is submitted", async () => {
    const one = world();
    const seen: string[] = [];
    const tablesOf = (node: string): Tables =>
      compile(
        application("counting", [counter, counts], {
          dispatch: [
            onDispatch("note", ({ metadata }, { annotate }) => {
              seen.push(node);
              return annotate({ notes: [...((metadata.notes as string[] | undefined) ?? []), node] }); // written here alone
            }),
          ],
        }),
      );
    const engines = await Promise.all(three.map((node) => one.start(node, { tables: tablesOf(node) })));
    await one.settled(...engines);
    const key = keyOf("c");
    await engines[0]?.submit(count(key));
    expect(seen).toEqual(["a"]);
    const [event] = await one.store.events.readStream({ stream: { type: "counter", id: key }, after: 0, limit: 1 });
    expect(event?.metadata).toMatchObject({ notes: ["a"], "myelin.node": "c" });
  });

  it("is not sent on by whoever gets it", async () => {
    const one = world();
    const [a] = await cluster(one);
    const key = keyOf("b");
    const submission = { command: "Count", payload: { counterId: key, by: 1 }, timeoutMs: 1_000 };
    const answer = await a.nodes.take({ to: "a", from: "x", commandId: "i", dispatched: true, submission });
    expect(answer).toMatchObject({ node: "a", outcome: { kind: "settled", result: { commandId: "i" } } });
    expect(await handlers(one, key)).toEqual(["a"]);
    expect(one.sent).toEqual([]);
  });

  it("that was meant for another node is not handled, and told so", async () => {
    const one = world();
    const [a] = await cluster(one);
    const submission = { command: "Count", payload: { counterId: "k", by: 1 }, timeoutMs: 1_000 };
    const answer = await a.nodes.take({ to: "b", from: "x", commandId: "i", dispatched: true, submission });
    expect(answer).toEqual({ node: "a", outcome: { kind: "misdirected" } });
    expect(await handlers(one, "k")).toEqual([]);
  });

  it("goes to a node that knows it from one that does not", async () => {
    const one = world();
    const { Count, ...others } = countingTables().commands;
    const [a, b] = [await one.start("a", { tables: { ...countingTables(), commands: others } }), await one.start("b")];
    await one.settled(a, b);
    expect(Count).toBeDefined();
    expect(await a.submit(count("k"))).toMatchObject({ ok: true });
    expect(await handlers(one, "k")).toEqual(["b"]);
    const refused = await thrown(a.submit({ command: "Nothing", payload: {} }));
    expect(refused.code).toBe("unknown_command");
  });

  it("takes what is left of its time along, and ends with its caller", async () => {
    const one = world();
    const [a] = await cluster(one);
    await a.submit(count(keyOf("b"), { timeoutMs: 5_000 }));
    expect(one.sent[0]?.submission.timeoutMs).toBeLessThanOrEqual(5_000);
    expect(one.sent[0]?.submission.timeoutMs).toBeGreaterThan(0);
    const reached = gate();
    one.fault = async ({ signal }) => {
      reached.open();
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      return { kind: "lost", cause: "aborted" };
    };
    const leaving = new AbortController();
    const left = thrown(a.submit(count(keyOf("b"), { signal: leaving.signal })));
    await reached.passed;
    leaving.abort();
    expect((await left).code).toBe("outcome_unknown");
    const late = await thrown(a.submit(count(keyOf("b"), { timeoutMs: 30 })));
    expect(late.code).toBe("outcome_unknown");
  });

  it("gets told when its home is overloaded", async () => {
    const one = world();
    const engines = await cluster(one);
    one.fault = async () => ({
      kind: "answered",
      node: "b",
      outcome: { kind: "failed", error: { code: "overloaded", message: "full", details: { retryAfterMs: 9 } } },
    });
    const error = await thrown(engines[0].submit(count(keyOf("b"))));
    expect(error).toMatchObject({ code: "overloaded", message: "full", details: { retryAfterMs: 9 } });
  });

  it("with a retry policy of its own is handled where it is submitted: a function cannot travel", async () => {
    const one = world();
    const [a] = await cluster(one);
    await a.submit(count(keyOf("b"), { retry: { kind: "none" } }));
    expect(await handlers(one, keyOf("b"))).toEqual(["a"]);
  });
});

describe("a node that cannot be reached", () => {
  it("is set aside: the next one is asked, and it not again for a while", async () => {
    const one = world();
    const [a] = await cluster(one);
    const keys = keysOf("b", three, 40);
    const tried: string[] = [];
    one.fault = async ({ address }) => {
      tried.push(address);
      return address === "b" ? { kind: "unreached", cause: "refused" } : undefined;
    };
    for (const key of keys) await a.submit(count(key));
    const by = (await Promise.all(keys.map((key) => handlers(one, key)))).flat();
    expect(by).toHaveLength(keys.length);
    expect(new Set(by)).toEqual(new Set(["a", "c"]));
    expect(tried.filter((address) => address === "b").length).toBeLessThan(10);
    expect(warned(one)).toEqual([expect.stringMatching(/^Cannot reach node "b": refused/)]);
    one.fault = undefined;
    await expect
      .poll(async () => (await a.submit(count(keyOf("b")))) && (await handlers(one, keyOf("b"))).at(-1))
      .toBe("b");
    expect(one.logged.map(({ message }) => message)).toContain('Node "b" is reached again');
  });

  it("may have handled the command: it is sent again under its id only, and done once", async () => {
    const one = world();
    const [a] = await cluster(one);
    const key = keyOf("b");
    one.fault = async ({ address, arrive }) => {
      if (address !== "b") return undefined;
      await arrive();
      return { kind: "lost", cause: "reset" };
    };
    const result = await a.submit(count(key, { id: "once" }));
    expect(result).toMatchObject({ ok: true, commandId: "once", version: 1, duplicate: false });
    expect(await handlers(one, key)).toEqual(["b"]);
  });

  it("may be at it yet: the same under an id", async () => {
    const one = world();
    const [a] = await cluster(one);
    const key = keyOf("b");
    const late: Promise<unknown>[] = [];
    one.fault = async ({ address, arrive }) => {
      if (address !== "b") return undefined;
      late.push(Promise.resolve().then(() => arrive()));
      return { kind: "lost", cause: "reset" };
    };
    const results = await Promise.all(["x", "y", "z"].map((id) => a.submit(count(key, { id }))));
    await Promise.all(late);
    expect(results.map(({ ok, duplicate }) => [ok, duplicate])).toEqual([
      [true, false],
      [true, false],
      [true, false],
    ]);
    expect(await handlers(one, key)).toHaveLength(3);
  });

  it("and handled a command without an id is found out by its events, which are not stored twice", async () => {
    const one = world();
    const [a] = await cluster(one);
    const key = keyOf("b");
    one.fault = async ({ arrive }) => {
      await arrive();
      return { kind: "lost", cause: "reset" };
    };
    expect(await a.submit(count(key))).toMatchObject({ ok: true, version: 1, duplicate: false });
    one.fault = async () => ({ kind: "lost", cause: "reset" });
    expect((await thrown(a.submit(count(key, { timeoutMs: 20_000 })))).code).toBe("outcome_unknown");
    expect(await handlers(one, key)).toEqual(["b"]);
  });

  it("because it stops is passed over", async () => {
    const one = world();
    const [a] = await cluster(one);
    one.fault = async ({ address }) =>
      address === "b"
        ? {
            kind: "answered",
            node: "b",
            outcome: { kind: "failed", error: { code: "unavailable", message: "stopping", details: {} } },
          }
        : undefined;
    await a.submit(count(keyOf("b")));
    expect(await handlers(one, keyOf("b"))).not.toContain("b");
    expect(await handlers(one, keyOf("b"))).toHaveLength(1);
  });

  it("since a command is refused there as it is leaves the command to be handled here", async () => {
    const one = world();
    const [a] = await cluster(one);
    one.fault = async () => ({ kind: "declined", cause: "too large" });
    await a.submit(count(keyOf("b")));
    expect(await handlers(one, keyOf("b"))).toEqual(["a"]);
  });

  it("and dies while it is waited for is waited for no longer", async () => {
    const one = world();
    const [a, b] = await cluster(one);
    const reached = gate();
    one.fault = async ({ address, signal }) => {
      if (address !== "b") return undefined;
      reached.open();
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      return { kind: "lost", cause: "aborted" };
    };
    const waiting = a.submit(count(keyOf("b"), { id: "patient" }));
    await reached.passed;
    await b.stop();
    expect(await waiting).toMatchObject({ ok: true, duplicate: false });
  });
});

describe("an address that leads to other nodes", () => {
  it("is found out, named once with its mend, and does no harm", async () => {
    const one = world();
    const [a, b] = await cluster(one);
    // A virtual IP: whatever is sent there, c answers.
    one.fault = async ({ arrive }) => arrive("c");
    const keys = keysOf("b", three, 20);
    for (const key of keys) await a.submit(count(key));
    expect(new Set((await Promise.all(keys.map((key) => handlers(one, key)))).flat())).toEqual(new Set(["a"]));
    expect(one.sent).toHaveLength(1);
    const warning = `Cannot send commands to node "b" at "b": node "c" answered there, so the address is a load balancer's or a virtual IP; give node "b" an address of its own, in MYELIN_NODE_ADDRESS`;
    expect(warned(one)).toEqual([warning]);
    // With a's next look all others see it.
    await expect.poll(async () => (await b.nodes.list()).find(({ id }) => id === "b")?.warnings).toEqual([warning]);
    const listed = await a.nodes.list();
    expect(listed.map(({ id, self, warnings }) => [id, self, warnings.length])).toEqual([
      ["a", true, 0],
      ["b", false, 1],
      ["c", false, 0],
    ]);
  });

  it("is an answer all the same, where the other node did handle the command", async () => {
    const one = world();
    const [a] = await cluster(one);
    one.fault = async ({ command }) => {
      const answered = await one.store.events.safeHead();
      const result: CommandResult = {
        ...{ ok: true, commandId: command.commandId, stream: { type: "counter", id: "k" }, version: 1 },
        ...{ position: answered, events: [], duplicate: false },
      };
      return { kind: "answered", node: "c", outcome: { kind: "settled", result } };
    };
    expect(await a.submit(count(keyOf("b"), { id: "mine" }))).toMatchObject({ ok: true, commandId: "mine" });
    expect(await handlers(one, keyOf("b"))).toEqual([]);
    expect(warned(one)).toHaveLength(1);
  });
});

describe("membership", () => {
  it("raises the ring's version by one for each node that comes or goes, and tells its listeners", async () => {
    const one = world();
    const a = await one.start("a");
    const heard: unknown[] = [];
    await one.settled(a);
    expect(a.nodes.ring().version).toBe(1);
    const leave = a.nodes.onChange((change) => heard.push(change));
    const b = await one.start("b");
    await one.settled(a, b);
    expect(a.nodes.ring()).toEqual({ version: 2, members: ["a", "b"] });
    await b.stop();
    await one.settled(a);
    expect(a.nodes.ring().version).toBe(3);
    expect(heard).toEqual([
      { version: 2, members: ["a", "b"] },
      { version: 3, members: ["a"] },
    ]);
    leave();
    const c = await one.start("c");
    await one.settled(a, c);
    expect(heard).toHaveLength(2);
  });

  it("gives a node of load factor 0 nothing, and its own commands to others", async () => {
    const one = world();
    const [a, b] = [await one.start("a", { told: { loadFactor: 0 } }), await one.start("b")];
    await one.settled(a, b);
    for (let nth = 0; nth < 10; nth++) await a.submit(count(`k-${nth}`));
    for (let nth = 0; nth < 10; nth++) expect(await handlers(one, `k-${nth}`)).toEqual(["b"]);
    expect((await b.nodes.list()).map(({ id, share }) => [id, share])).toEqual([
      ["a", 0],
      ["b", 1],
    ]);
  });

  it("leaves out whom the filter leaves out, on that node", async () => {
    const one = world();
    const [a, b] = [await one.start("a", { told: { filter: ({ id }) => id !== "b" } }), await one.start("b")];
    await expect.poll(() => b.nodes.ring().members).toEqual(["a", "b"]);
    await one.settled(a);
    expect(a.nodes.ring().members).toEqual(["a"]);
    for (let nth = 0; nth < 10; nth++) await a.submit(count(`k-${nth}`));
    expect(one.sent).toEqual([]);
  });

  it("shows nodes without a cluster as well, which get nothing", async () => {
    const one = world();
    const [a, b] = [await one.start("a"), await one.start("b", { cluster: undefined } as object)];
    await one.settled(a);
    expect(await a.nodes.list()).toMatchObject([
      { id: "a", address: "a", loadFactor: 100, commands: 4, share: 1, self: true, warnings: [] },
      { id: "b", address: null, loadFactor: 0, commands: 4, share: 0, self: false, warnings: [] },
    ]);
    expect(b.nodes.ring()).toEqual({ version: 0, members: [] });
  });

  it("refuses a load factor that is none", async () => {
    const one = world();
    await expect(one.start("a", { told: { loadFactor: 1.5 } })).rejects.toMatchObject({ code: "invalid_cluster" });
  });

  it.each(["simple", "batched"] as const)(
    "has streams forgotten that moved to another node, in %s mode",
    async (mode) => {
      const one = world();
      let loaded: readonly string[] = [];
      const load: typeof one.store.events.load = (requests) => {
        loaded = [...loaded, ...requests.map(({ stream }) => stream.id)];
        return one.store.events.load(requests);
      };
      const events = Object.assign(Object.create(one.store.events), { load });
      const a = await one.start("a", { mode, store: Object.assign(Object.create(one.store), { events }) });
      await one.settled(a);
      const [stays, moves] = [keysOf("a", ["a", "b"], 3), keysOf("b", ["a", "b"], 3)];
      for (const key of [...stays, ...moves]) for (let nth = 0; nth < 2; nth++) await a.submit(count(key));
      const b = await one.start("b", { mode });
      await one.settled(a, b);
      loaded = [];
      for (const key of [...stays, ...moves]) {
        const submission = { command: "Count", payload: { counterId: key, by: 1 }, timeoutMs: 1_000 };
        await a.nodes.take({ to: "a", from: "b", commandId: `late-${key}`, dispatched: true, submission });
      }
      expect(loaded).toEqual(moves);
    },
  );
});

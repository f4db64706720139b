import { writeFile } from "node:fs/promises";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { NodeStatus, StoredEvent } from "../../src/runtime/mod.ts";
import { faultsOf, handlersOf, homeIn, homeShare, ringOf } from "./judge/judge-log.ts";
import { startCallers } from "./load/callers.ts";
import type { NodeProcess } from "./node/node-process.ts";
import { adminToken, type NodeFacts } from "./node/node-settings.ts";
import { seconds, type TestCluster, testCluster } from "./test-cluster.ts";

const clusters: TestCluster[] = [];
const measured: Record<string, unknown> = {};

/** Seconds of load in each stretch: `CLUSTER_SECONDS`; figures go to the file of `CLUSTER_JSON`. */
const { CLUSTER_SECONDS: length = "4", CLUSTER_JSON: file } = process.env;
const stretch = Number(length);
const tallies = 150;

async function cluster(): Promise<TestCluster> {
  const made = await testCluster();
  clusters.push(made);
  return made;
}

afterEach(async () => {
  for (const one of clusters.splice(0)) await one.end();
});

afterAll(async () => {
  console.log(JSON.stringify(measured, null, 2));
  if (file !== undefined) await writeFile(file, `${JSON.stringify(measured, null, 2)}\n`);
});

const three = ["node-1", "node-2", "node-3"] as const;

async function loadsOf(nodes: readonly NodeProcess[]): Promise<number> {
  const facts = await Promise.all(nodes.map((node) => node.facts()));
  return facts.reduce((sum, { loads }) => sum + loads, 0);
}

/** Three nodes under load; what came of it, measured after a first stretch in which everything becomes warm. */
async function underLoad(one: TestCluster) {
  const callers = startCallers({ url: one.front.url, tallies, atOnce: 48 });
  await seconds(stretch / 2);
  await callers.phase("warm");
  const [before, began] = [await loadsOf(one.nodes), Date.now()];
  await seconds(stretch);
  const elapsed = (Date.now() - began) / 1_000;
  const loads = (await loadsOf(one.nodes)) - before;
  const acknowledged = await callers.stop();
  const events = await one.events();
  const warm = events.filter(({ commandId }) => commandId.startsWith("warm:"));
  return {
    faults: faultsOf(events, acknowledged),
    acknowledged,
    events,
    warm,
    figures: {
      commandsPerSecond: Math.round(warm.length / elapsed),
      cacheHitRate: Number((1 - loads / warm.length).toFixed(4)),
      handledAtHome: Number(homeShare(warm, three).toFixed(4)),
    },
  };
}

async function statuses({ url }: NodeProcess): Promise<readonly NodeStatus[]> {
  const answer = await fetch(`${url}/admin/nodes`, { headers: { authorization: `Bearer ${adminToken}` } });
  return (await answer.json()).nodes;
}

/** Once of each of the others, however many commands found it out. */
function expectWarned({ warnings }: NodeFacts, self: string): void {
  const others = three.filter((name) => name !== self);
  expect(warnings.map((line) => /^Cannot send commands to node "([^"]+)"/.exec(line)?.[1]).sort()).toEqual(others);
  for (const line of warnings) expect(line).toMatch(/node "node-\d" answered there.*MYELIN_NODE_ADDRESS$/);
}

describe("three processes", () => {
  it("that register the address of what stands in front of them are warned of, lose nothing and do all commands", async () => {
    const one = await cluster();
    for (const name of three) await one.add(name, "shared");
    await one.settled(one.nodes);
    const { faults, acknowledged, events, figures } = await underLoad(one);
    expect(faults).toEqual([]);
    expect(events).toHaveLength(acknowledged.length);
    // Nobody has had to send a command again.
    expect(acknowledged.filter(({ sends }) => sends > 1)).toEqual([]);
    measured.sharedAddress = figures;
    for (const node of one.nodes) expectWarned(await node.facts(), node.name);
    const [first] = one.nodes;
    const listed = first === undefined ? [] : await statuses(first);
    for (const { id, warnings } of listed) {
      expect(warnings.length).toBeGreaterThan(0);
      for (const line of warnings) expect(line).toContain(`"${id}" at "${one.front.url}"`);
    }
    expect(listed).toHaveLength(3);
  });

  it("with addresses of their own handle at least 95% of the commands where they are at home", async () => {
    const one = await cluster();
    for (const name of three) await one.add(name, "own");
    await one.settled(one.nodes);
    const { faults, acknowledged, events, figures } = await underLoad(one);
    expect(faults).toEqual([]);
    expect(events).toHaveLength(acknowledged.length);
    measured.ownAddresses = figures;
    expect(figures.handledAtHome).toBeGreaterThanOrEqual(0.95);
    expect(figures.cacheHitRate).toBeGreaterThanOrEqual(0.95);
    for (const node of one.nodes) expect((await node.facts()).warnings).toEqual([]);
  });

  it("to which one is added and of which one is killed under load lose and double nothing", async () => {
    const one = await cluster();
    for (const name of three) await one.add(name, "own");
    await one.settled(one.nodes);
    const [stays, dies, third] = one.nodes;
    if (stays === undefined || dies === undefined || third === undefined) throw new Error("three nodes were added");
    const { version } = (await stays.facts()).ring;
    const callers = startCallers({ url: one.front.url, tallies, atOnce: 32 });
    await callers.phase("three");
    await seconds(stretch);
    await callers.phase("joining");
    const fourth = await one.add("node-4", "own");
    await one.settled([stays, dies, third, fourth]);
    expect((await stays.facts()).ring.version).toBe(version + 1);
    await callers.phase("four");
    await seconds(stretch);
    await callers.phase("dying");
    await dies.kill();
    await one.settled([stays, third, fourth]);
    expect((await stays.facts()).ring.version).toBe(version + 2);
    await callers.phase("left");
    await seconds(stretch);
    const acknowledged = await callers.stop();
    const events = await one.events();
    expect(faultsOf(events, acknowledged)).toEqual([]);
    // Every command was acknowledged in the end, so each is one event.
    expect(events).toHaveLength(acknowledged.length);
    const of = (phase: string, nodes: readonly string[]): Stretch => ({
      events: events.filter(({ commandId }) => commandId.startsWith(`${phase}:`)),
      nodes,
    });
    const all = [...three, "node-4"];
    const begun = of("three", three);
    const joined = of("four", all);
    const left = of(
      "left",
      all.filter((name) => name !== dies.name),
    );
    for (const one of [begun, joined, left]) expect(homeShare(one.events, one.nodes)).toBeGreaterThanOrEqual(0.95);
    const moves = [moved(begun, joined), moved(joined, left)];
    for (const { share, computed } of moves) {
      // About a quarter comes to the fourth node, and about a quarter goes from the second, as their points lie.
      expect(share).toBeGreaterThan(0.5 / 4);
      expect(share).toBeLessThan(1.6 / 4);
      expect(Math.abs(share - computed)).toBeLessThan(0.05);
    }
    measured.joinAndKill = {
      movedByJoin: moves[0]?.share,
      movedByKill: moves[1]?.share,
      commands: acknowledged.length,
      sentAgain: acknowledged.filter(({ sends }) => sends > 1).length,
    };
  });
});

interface Moved {
  /** Part of the tallies that others handle now. */
  readonly share: number;
  /** The same by the rings of then and now. */
  readonly computed: number;
}

/** Of the tallies that were added to both before and after. */
function moved(before: Stretch, after: Stretch): Moved {
  const [then, now] = [handlersOf(before.events), handlersOf(after.events)];
  const [first, second] = [ringOf(before.nodes), ringOf(after.nodes)];
  const keys = [...then.keys()].filter((id) => now.has(id));
  const part = (differs: (id: string) => boolean): number => keys.filter(differs).length / keys.length;
  return {
    share: part((id) => then.get(id) !== now.get(id)),
    computed: part((id) => homeIn(first, id) !== homeIn(second, id)),
  };
}

interface Stretch {
  readonly events: readonly StoredEvent[];
  readonly nodes: readonly string[];
}

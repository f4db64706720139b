import { afterAll, afterEach, describe, expect, it } from "vitest";
import { startBouncer } from "../support/bouncer.ts";
import { freshDatabase } from "../support/database.ts";
import { type Callers, startCallers } from "./load/callers.ts";
import type { NodeProcess } from "./node/node-process.ts";
import { type TestCluster, type TestClusterOptions, testCluster } from "./test-cluster.ts";

/** How often a node is killed: `CLUSTER_KILLS`. */
const kills = Number(process.env.CLUSTER_KILLS ?? 2);
const ends: (() => Promise<unknown>)[] = [];
const measured: Record<string, unknown> = {};

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => console.log(JSON.stringify(measured)));

interface Loaded {
  readonly cluster: TestCluster;
  readonly callers: Callers;
}

/** Two nodes that share a projection's segments, under load. */
async function twoUnderLoad(options: TestClusterOptions = {}): Promise<Loaded> {
  const cluster = await testCluster({ summed: true, ...options });
  ends.push(cluster.end);
  const { url } = await cluster.add("node-1", "own");
  await cluster.add("node-2", "own");
  await shared(cluster, ["node-1", "node-2"]);
  const callers = startCallers({ url, tallies: 100, atOnce: 8 });
  return { cluster, callers };
}

/** Every segment has one of these for its owner, and each of these has some. */
async function shared({ segments }: TestCluster, names: readonly string[]): Promise<void> {
  const owners = async (): Promise<readonly (string | undefined)[]> => {
    const all = (await segments()).map(({ owner }) => owner?.node);
    return [...new Set(all)].sort();
  };
  await expect.poll(owners, { timeout: 60_000 }).toEqual(names);
}

const ownedBy = async ({ segments }: TestCluster, name: string): Promise<readonly number[]> =>
  (await segments()).filter(({ owner }) => owner?.node === name).map(({ id }) => id);

/** Milliseconds until nothing is the dead node's, and each of its segments somebody's. */
async function takenOver(cluster: TestCluster, dead: NodeProcess): Promise<number> {
  const lost = await ownedBy(cluster, dead.name);
  expect(lost.length).toBeGreaterThan(0);
  await dead.kill();
  const began = performance.now();
  const waiting = async (): Promise<readonly number[]> =>
    (await cluster.segments())
      .filter(({ id, owner }) => lost.includes(id) && owner?.node !== "node-1")
      .map(({ id }) => id);
  await expect.poll(waiting, { timeout: 60_000, interval: 10 }).toEqual([]);
  return performance.now() - began;
}

/** Of a default lease of 10 s. */
const leaseMs = 10_000;

describe("the segments of a node that is killed", () => {
  it("go on elsewhere long before its lease would have ended, on direct connections", async () => {
    const { cluster, callers } = await twoUnderLoad();
    const times: number[] = [];
    for (let nth = 0; nth < kills; nth++) {
      const dead = cluster.nodes.at(-1);
      if (dead === undefined) throw new Error("two nodes were added");
      times.push(await takenOver(cluster, dead));
      const next = `node-${nth + 3}`;
      await cluster.add(next, "own");
      await shared(cluster, ["node-1", next]);
    }
    await callers.stop();
    measured.directMs = times.map(Math.round);
    // No limit of time, which a busy machine would miss, but which of two ways it went: by the end of the session or of the lease.
    expect(Math.max(...times)).toBeLessThan(leaseMs / 2);
  });

  it("go on elsewhere when its lease has ended, through PgBouncer", async () => {
    const bouncer = await startBouncer(await freshDatabase());
    ends.push(bouncer.stop);
    const { cluster, callers } = await twoUnderLoad({ by: bouncer.by });
    const dead = cluster.nodes.at(-1);
    if (dead === undefined) throw new Error("two nodes were added");
    measured.pooledMs = Math.round(await takenOver(cluster, dead));
    await callers.stop();
  });
});

describe("a node that is stopped under load", () => {
  it("keeps nobody waiting: its segments go on elsewhere, and it goes on with what is left to it", async () => {
    const { cluster, callers } = await twoUnderLoad();
    const [, stopped] = cluster.nodes;
    if (stopped === undefined) throw new Error("two nodes were added");
    const others = (await cluster.segments()).filter(({ owner }) => owner?.node === "node-1");
    stopped.freeze();
    const began = performance.now();
    // The segments of the living node pass what was stored after the other was stopped.
    const heads = new Map(others.map(({ id, position }) => [id, BigInt(position)]));
    const { length } = await cluster.events();
    const moved = async (): Promise<boolean> =>
      (await cluster.segments())
        .filter(({ id }) => heads.has(id))
        .every(({ position }) => BigInt(position) > BigInt(length));
    await expect.poll(moved, { timeout: 60_000, interval: 20 }).toBe(true);
    measured.othersHeldUpMs = Math.round(performance.now() - began);
    await expect.poll(() => ownedBy(cluster, stopped.name), { timeout: 60_000 }).toEqual([]);
    measured.stoppedNodeReplacedMs = Math.round(performance.now() - began);
    stopped.thaw();
    await shared(cluster, ["node-1", "node-2"]);
    await callers.stop();
  });
});

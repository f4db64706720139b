import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { compile } from "../../src/mod.ts";
import { type SegmentState, type Store, type StoredEvent, startOfLog } from "../../src/runtime/mod.ts";
import { freshDatabase } from "../support/database.ts";
import { summedTallies, tallies } from "./domain.ts";
import { type NodeProcess, startNode } from "./node/node-process.ts";
import { type RoundRobin, roundRobin } from "./node/round-robin.ts";

/** A database, what stands in front of the nodes, and the nodes. */
export interface TestCluster {
  readonly front: RoundRobin;
  readonly nodes: NodeProcess[];
  /** With `own`, others reach it by an address of its own, else by that in front of all. */
  add(name: string, address: "own" | "shared"): Promise<NodeProcess>;
  /** Resolves when each of these sees all of these and no other. */
  settled(nodes: readonly NodeProcess[]): Promise<void>;
  events(): Promise<readonly StoredEvent[]>;
  /** Of a summed cluster: each segment of its projection. */
  segments(): Promise<readonly SegmentState[]>;
  end(): Promise<void>;
}

export interface TestClusterOptions {
  /** With a projection, `sums`. */
  readonly summed?: boolean;
  /** The way of the nodes to the database. */
  readonly by?: (database: string) => string;
}

export async function testCluster({
  summed = false,
  by = (url) => url,
}: TestClusterOptions = {}): Promise<TestCluster> {
  const database = await freshDatabase();
  const store: Store = await postgresStore({ url: database, applicationName: "test" });
  await store.schema.migrate(compile(summed ? summedTallies : tallies));
  const front = await roundRobin();
  const nodes: NodeProcess[] = [];
  return {
    front,
    nodes,
    add: async (name, address) => {
      const port = await freePort();
      const own = `http://127.0.0.1:${port}`;
      const reached = address === "own" ? own : front.url;
      const node = await startNode({ name, database: by(database), port, address: reached, summed });
      nodes.push(node);
      front.behind.push(port);
      return node;
    },
    settled: async (members) => {
      const names = members.map(({ name }) => name).sort();
      const seen = async (node: NodeProcess): Promise<readonly string[]> => (await node.facts()).ring.members;
      for (const node of members) await expect.poll(() => seen(node), { timeout: 20_000 }).toEqual(names);
    },
    events: async () => {
      const upTo = await store.events.lastPosition();
      return store.events.readLog({ after: startOfLog, upTo, limit: 1_000_000 });
    },
    segments: async () => (await store.segments.state("sums"))?.segments ?? [],
    end: async () => {
      await Promise.all(nodes.map((node) => node.stop()));
      await front.close();
      await store.close();
    },
  };
}

export async function seconds(count: number): Promise<void> {
  await pause(count * 1_000);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}

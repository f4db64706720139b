import { expect } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { emptyRing, homeOf, withMember } from "../../../src/model/node-ring.ts";
import {
  type ClusterOptions,
  type Delivery,
  type Engine,
  type EngineOptions,
  type ForwardedCommand,
  keyHash,
  type LogLevel,
  type NodeConnector,
  type Store,
  startEngine,
} from "../../../src/runtime/mod.ts";
import { countingTables } from "../counter.ts";

/** What becomes of a command on its way; undefined: it arrives, and so does its answer. */
export type Fault = (way: Way) => Promise<Delivery | undefined>;

export interface Way {
  readonly address: string;
  readonly command: ForwardedCommand;
  readonly signal: AbortSignal;
  /** Brings it to the node of the address, or to another. */
  readonly arrive: (node?: string) => Promise<Delivery>;
}

/** Nodes of one process on one store: what they send each other is JSON all the same. */
export interface Loopback {
  readonly store: Store;
  readonly logged: { readonly level: LogLevel; readonly message: string }[];
  /** Commands that were sent, whatever became of them. */
  readonly sent: ForwardedCommand[];
  fault: Fault | undefined;
  start(node: string, options?: Started): Promise<Engine>;
  /** Resolves when each of them sees all of them, and no other. */
  settled(...engines: readonly Engine[]): Promise<void>;
  end(): Promise<void>;
}

export interface Started extends Partial<EngineOptions> {
  readonly cluster?: ClusterOptions;
  readonly told?: Partial<ClusterOptions>;
}

export function loopback(store: Store = memoryStore()): Loopback {
  const engines = new Map<string, Engine>();
  const connector: NodeConnector = {
    send: async (address, { command, signal }) => {
      const sent: ForwardedCommand = JSON.parse(JSON.stringify(command));
      world.sent.push(sent);
      const arrive = async (node = address): Promise<Delivery> => {
        const engine = engines.get(node);
        if (engine === undefined) return { kind: "unreached", cause: "nobody is there" };
        return JSON.parse(JSON.stringify({ kind: "answered", ...(await engine.nodes.take(sent, signal)) }));
      };
      return (await world.fault?.({ address, command: sent, signal, arrive })) ?? arrive();
    },
  };
  const world: Loopback = {
    store,
    logged: [],
    sent: [],
    fault: undefined,
    start: async (node, { told = {}, ...options } = {}) => {
      const engine = await startEngine({
        tables: countingTables(),
        store,
        node,
        log: (level, message) => void world.logged.push({ level, message }),
        cluster: { address: node, connector, ...told },
        ...options,
      });
      engines.set(node, engine);
      return engine;
    },
    settled: async (...all) => {
      const ids = all.map(({ nodes }) => nodes.self).sort();
      for (const { nodes } of all) await expect.poll(() => nodes.ring().members, { timeout: 10_000 }).toEqual(ids);
    },
    end: async () => {
      await Promise.all([...engines.values()].map((engine) => engine.stop()));
    },
  };
  return world;
}

/** As `prefix-0`, `prefix-1` …, those that the node is home to among these members. */
export function keysOf(node: string, members: readonly string[], count: number): readonly string[] {
  const commands = new Set(["Count"]);
  const ring = members.reduce((built, name) => withMember(built, { name, loadFactor: 100, commands }), emptyRing);
  const keys: string[] = [];
  for (let nth = 0; keys.length < count; nth++)
    if (homeOf(ring, { hash: keyHash(`k-${nth}`), command: "Count" })?.name === node) keys.push(`k-${nth}`);
  return keys;
}

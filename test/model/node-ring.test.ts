import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyHash } from "../../src/base/key-hash.ts";
import {
  defaultLoadFactor,
  emptyRing,
  homeOf,
  type NodeRing,
  type RingMember,
  ringShares,
  withMember,
  withoutMember,
} from "../../src/model/node-ring.ts";
import { propertyRuns } from "../support/property-runs.ts";

const command = "Open";

function node(name: string, { loadFactor = defaultLoadFactor, commands = [command] }: Partial<Told> = {}): RingMember {
  return { name, loadFactor, commands: new Set(commands) };
}

interface Told {
  readonly loadFactor: number;
  readonly commands: readonly string[];
}

function ringOf(...members: readonly RingMember[]): NodeRing {
  return members.reduce(withMember, emptyRing);
}

function home(ring: NodeRing, key: string, asked = command): string | undefined {
  return homeOf(ring, { hash: keyHash(key), command: asked })?.name;
}

const keys = Array.from({ length: 2_000 }, (_, nth) => `key-${nth}`);

const some = keys.slice(0, 500);

/** Two names whose first points have one hash, found by trying; the first in order first. */
function colliding(): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let nth = 0; ; nth++) {
    const name = `node-${nth}`;
    const hash = keyHash(`${name} #0`);
    const other = seen.get(hash);
    if (other !== undefined) return other < name ? [other, name] : [name, other];
    seen.set(hash, name);
  }
}

describe("the ring of nodes", () => {
  it("has a point for each number below the load factor, at the hash of name and number", () => {
    const { points } = ringOf(node("a", { loadFactor: 3 }));
    const hashes = [0, 1, 2].map((nth) => keyHash(`a #${nth}`));
    expect(points.map(({ hash }) => hash)).toEqual(hashes.sort((x, y) => x - y));
  });

  it("gives a key to the first node at or after its hash, and past the last to the first", () => {
    const ring = ringOf(node("a", { loadFactor: 1 }), node("b", { loadFactor: 1 }));
    const [first, second] = ring.points;
    const at = (hash: number): string | undefined => homeOf(ring, { hash, command })?.name;
    expect(at(first?.hash ?? 0)).toBe(first?.member.name);
    expect(at((first?.hash ?? 0) + 1)).toBe(second?.member.name);
    expect(at(second?.hash ?? 0)).toBe(second?.member.name);
    expect(at((second?.hash ?? 0) + 1)).toBe(first?.member.name);
    expect(at(0)).toBe(first?.member.name);
    expect(at(2 ** 32 - 1)).toBe(first?.member.name);
  });

  it("gives two commands of one key to one node as long as membership stands", () => {
    const ring = ringOf(node("a", { commands: ["Open", "Close"] }), node("b", { commands: ["Open", "Close"] }));
    expect(keys.filter((key) => home(ring, key, "Close") !== home(ring, key, "Open"))).toEqual([]);
    expect(new Set(keys.map((key) => home(ring, key))).size).toBe(2);
  });

  it("gives a key to the next eligible node after a removal, and nobody else's", () => {
    const three = ringOf(node("a"), node("b"), node("c"));
    const two = withoutMember(three, "b");
    for (const key of some) {
      const [before, after] = [home(three, key), home(two, key)];
      if (before !== "b") expect(after).toBe(before);
      const next = homeOf(three, { hash: keyHash(key), command, without: (name) => name === "b" });
      expect(after).toBe(next?.name);
    }
  });

  it("passes over nodes that do not handle the command", () => {
    const ring = ringOf(node("a", { commands: ["Close"] }), node("b"), node("c", { commands: [] }));
    for (const key of some) {
      expect(home(ring, key)).toBe("b");
      expect(home(ring, key, "Close")).toBe("a");
    }
  });

  it("knows nobody for a command that none handles, or where it is empty", () => {
    expect(home(ringOf(node("a"), node("b")), "key", "Close")).toBeUndefined();
    expect(home(emptyRing, "key")).toBeUndefined();
  });

  it("raises its version by one with each real change, and only then", () => {
    const one = withMember(emptyRing, node("a"));
    expect(one.version).toBe(1);
    expect(withMember(one, node("a"))).toBe(one);
    expect(withoutMember(one, "b")).toBe(one);
    const two = withMember(one, node("b"));
    const heavier = withMember(two, node("b", { loadFactor: 7 }));
    const able = withMember(heavier, node("b", { loadFactor: 7, commands: ["Open", "Close"] }));
    const other = withMember(able, node("b", { loadFactor: 7, commands: ["Open", "Move"] }));
    const gone = withoutMember(other, "b");
    expect([two, heavier, able, other, gone].map(({ version }) => version)).toEqual([2, 3, 4, 5, 6]);
    expect(withoutMember(gone, "b")).toBe(gone);
  });

  it("lets two members whose points collide come and go without harm to each other", () => {
    const [first, second] = colliding();
    const [a, b] = [node(first, { loadFactor: 1 }), node(second, { loadFactor: 1 })];
    const hash = keyHash(`${first} #0`);
    const at = (ring: NodeRing): string | undefined => homeOf(ring, { hash, command })?.name;
    for (const both of [ringOf(a, b), ringOf(b, a)]) {
      expect(both.points).toHaveLength(2);
      expect(at(both)).toBe(first);
      expect(at(withoutMember(both, first))).toBe(second);
      expect(at(withoutMember(both, second))).toBe(first);
      expect(at(withMember(withoutMember(both, first), a))).toBe(first);
      expect(ringShares(both).get(first)).toBe(1);
    }
  });

  it("gives nothing to a node of load factor 0", () => {
    const ring = ringOf(node("a", { loadFactor: 0 }), node("b"));
    expect(ring.members.size).toBe(2);
    for (const key of some) expect(home(ring, key)).toBe("b");
    expect(home(ringOf(node("a", { loadFactor: 0 })), "key")).toBeUndefined();
    expect(ringShares(ring)).toEqual(
      new Map([
        ["a", 0],
        ["b", 1],
      ]),
    );
  });

  it("gives each node a share by its load factor, all of them together everything", () => {
    const shares = ringShares(
      ringOf(node("a", { loadFactor: 400 }), node("b", { loadFactor: 400 }), node("c", { loadFactor: 100 })),
    );
    expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(shares.get("a")).toBeGreaterThan(0.35);
    expect(shares.get("b")).toBeGreaterThan(0.35);
    expect(shares.get("c")).toBeLessThan(0.2);
  });

  it("moves about one key in n when one of n nodes comes or goes, and only to or from that node", () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(names, ([joining = "", ...others]) => {
        const without = ringOf(...others.map((name) => node(name)));
        const all = withMember(without, node(joining));
        const again = withoutMember(all, joining);
        const moved = some.filter((key) => home(without, key) !== home(all, key));
        expect(moved.filter((key) => home(all, key) !== joining)).toEqual([]);
        expect(some.filter((key) => home(again, key) !== home(without, key))).toEqual([]);
        const n = others.length + 1;
        const share = ringShares(all).get(joining) ?? 0;
        // With a hundred points a share deviates by a tenth.
        expect(share * n).toBeGreaterThan(0.5);
        expect(share * n).toBeLessThan(1.6);
        // What moves is that share of the keys, up to the luck of these.
        expect(Math.abs(moved.length / some.length - share)).toBeLessThan(0.1);
      }),
      propertyRuns(50),
    );
  });
});

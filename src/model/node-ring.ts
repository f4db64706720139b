import { keyHash } from "../base/key-hash.ts";

/** A node as the ring sees it. */
export interface RingMember {
  /** Its id: two members of one name are the same. */
  readonly name: string;
  /** How many points it has on the ring, and so how much comes to it; 0: it takes no commands. */
  readonly loadFactor: number;
  /** Names of the commands that it handles. */
  readonly commands: ReadonlySet<string>;
}

interface Point {
  readonly hash: number;
  readonly member: RingMember;
}

/** Who handles which key. A value: every change gives another ring. */
export interface NodeRing {
  /** Grows by one with each real change. */
  readonly version: number;
  /** By name. */
  readonly members: ReadonlyMap<string, RingMember>;
  /** By hash, members of one hash by name: a member that goes leaves the others' points as they were. */
  readonly points: readonly Point[];
}

/** What is asked of a ring. */
export interface RingQuestion {
  /** `keyHash` of the routing key. */
  readonly hash: number;
  /** The command's name. */
  readonly command: string;
  /** Members that do not count this time: set aside, or asked already. */
  readonly without?: (name: string) => boolean;
}

/** Points of a node that says nothing else. */
export const defaultLoadFactor = 100;

/** A ring with nobody in it, of version 0. */
export const emptyRing: NodeRing = Object.freeze({ version: 0, members: new Map(), points: [] });

/** The ring with the member as given, in place of what was known of it; the same ring where that is nothing new. */
export function withMember(ring: NodeRing, member: RingMember): NodeRing {
  const known = ring.members.get(member.name);
  if (known !== undefined && isSame(known, member)) return ring;
  const members = new Map(ring.members).set(member.name, member);
  return { version: ring.version + 1, members, points: pointsOf(members) };
}

/** The ring without the member; the same ring where it was not in it. */
export function withoutMember(ring: NodeRing, name: string): NodeRing {
  if (!ring.members.has(name)) return ring;
  const members = new Map(ring.members);
  members.delete(name);
  return { version: ring.version + 1, members, points: pointsOf(members) };
}

/** The first member at or after the key's hash that handles the command; undefined where none does. */
export function homeOf({ points }: NodeRing, { hash, command, without }: RingQuestion): RingMember | undefined {
  const first = firstFrom(points, hash);
  for (let step = 0; step < points.length; step++) {
    const member = points[(first + step) % points.length]?.member;
    if (member?.commands.has(command) && !without?.(member.name)) return member;
  }
  return undefined;
}

/** Each member's part of all hashes, from 0 to 1, by name; whatever commands there are. */
export function ringShares({ members, points }: NodeRing): ReadonlyMap<string, number> {
  const shares = new Map([...members.keys()].map((name) => [name, 0]));
  let before = (points.at(-1)?.hash ?? 0) - hashes;
  for (const { hash, member } of points) {
    // Of those at one point the first has it all: it is asked first.
    shares.set(member.name, (shares.get(member.name) ?? 0) + (hash - before) / hashes);
    before = hash;
  }
  return shares;
}

const hashes = 2 ** 32;

/** Index of the first point whose hash is not below; 0 past the last. */
function firstFrom(points: readonly Point[], hash: number): number {
  let [from, to] = [0, points.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((points[middle]?.hash ?? 0) < hash) from = middle + 1;
    else to = middle;
  }
  return from === points.length ? 0 : from;
}

function pointsOf(members: NodeRing["members"]): readonly Point[] {
  return [...members.values()]
    .flatMap((member) =>
      Array.from({ length: member.loadFactor }, (_, nth) => ({ hash: keyHash(`${member.name} #${nth}`), member })),
    )
    .sort((a, b) => a.hash - b.hash || (a.member.name < b.member.name ? -1 : 1));
}

function isSame(one: RingMember, other: RingMember): boolean {
  return (
    one.loadFactor === other.loadFactor &&
    one.commands.size === other.commands.size &&
    [...one.commands].every((command) => other.commands.has(command))
  );
}

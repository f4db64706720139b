import type { Clock, Log } from "../../base/ports.ts";
import {
  defaultLoadFactor,
  emptyRing,
  homeOf,
  type NodeRing,
  type RingMember,
  type RingQuestion,
  withMember,
  withoutMember,
} from "../../model/node-ring.ts";
import type { NodeCard, NodeMember } from "../../store/node-store.ts";
import type { ClusterOptions } from "./cluster-options.ts";
import { type MemberNotes, memberNotes } from "./member-notes.ts";

/** How the ring changed. */
export interface RingChange {
  /** Of this node's ring; grows by one with each real change. */
  readonly version: number;
  /** Ids of the members, sorted. */
  readonly members: readonly string[];
}

/** Hears of each change of a ring, once. What it throws is logged. */
export type RingListener = (change: RingChange) => void;

/** Where a command is to be sent. */
export interface RemoteNode {
  readonly id: string;
  readonly address: string;
}

export interface MembershipPorts {
  readonly node: string;
  /** Names of the commands that this node handles, sorted. */
  readonly commands: readonly string[];
  /** Absent: it tells of itself, but neither sends nor takes commands. */
  readonly cluster?: ClusterOptions;
  readonly clock: Clock;
  readonly log: Log;
}

/** A node's view of those that share its database, as of its last look. A class, as it has a life of its own. */
export class Membership {
  ring: NodeRing = emptyRing;
  private readonly ports: MembershipPorts;
  private readonly notes: MemberNotes;
  private readonly listeners = new Set<RingListener>();
  private readonly calls = new Map<string, Set<AbortController>>();
  private addresses: ReadonlyMap<string, string> = new Map();
  private leaving = false;

  constructor(ports: MembershipPorts) {
    this.ports = ports;
    this.notes = memberNotes(ports.clock);
  }

  /** What this node tells of itself. */
  card(): NodeCard {
    const { commands, cluster } = this.ports;
    if (cluster === undefined || this.leaving) return { address: null, loadFactor: 0, commands, warnings: [] };
    const { address, loadFactor = defaultLoadFactor } = cluster;
    return { address, loadFactor, commands, warnings: this.notes.warnings() };
  }

  /** From the next look on nobody sends commands any more. */
  withdraw(): void {
    this.leaving = true;
  }

  /** Calls the listener with each change of the ring. Returns how to leave. */
  onChange(listener: RingListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Who lives, at the last look. */
  follow(members: readonly NodeMember[]): void {
    const { cluster, log } = this.ports;
    if (cluster === undefined) return;
    const { filter = () => true } = cluster;
    const living = new Set(members.map(({ id }) => id));
    for (const [id, calls] of this.calls) if (!living.has(id)) for (const call of calls) call.abort();
    const taking = members.flatMap((member) => (member.address !== null && filter(member) ? [member] : []));
    this.addresses = new Map(taking.map(({ id, address }) => [id, address ?? ""]));
    this.notes.keep(this.addresses);
    const ring = changedRing(this.ring, taking);
    if (ring === this.ring) return;
    this.ring = ring;
    const change = { version: ring.version, members: [...ring.members.keys()].sort() };
    log("info", `The ring of nodes has ${change.members.length} members`, { node: this.ports.node, ...change });
    for (const listener of this.listeners) this.tell(listener, change);
  }

  /** Where the command is at home, of those that can be asked now; undefined: here. */
  home(question: RingQuestion): RemoteNode | undefined {
    const { without } = question;
    const { node } = this.ports;
    const passed = (name: string): boolean => name !== node && (without?.(name) === true || this.notes.isAside(name));
    const member = homeOf(this.ring, { hash: question.hash, command: question.command, without: passed });
    if (member === undefined || member.name === node || this.notes.isMisregistered(member.name)) return undefined;
    const address = this.addresses.get(member.name);
    return address === undefined ? undefined : { id: member.name, address };
  }

  /** Whether this node is home to the key, whoever can be asked now. */
  isHome(question: RingQuestion): boolean {
    const home = homeOf(this.ring, question);
    return home === undefined || home.name === this.ports.node;
  }

  /** An answer came from the address, by the node that it names. */
  heard({ id, address }: RemoteNode, answering: string): void {
    const { node, log } = this.ports;
    if (answering === id) {
      const news = this.notes.answered(id);
      if (news !== undefined) log("info", `Node "${id}" is ${news}`, { node, address });
      return;
    }
    const message = `Cannot send commands to node "${id}" at "${address}": node "${answering}" answered there, so the address is a load balancer's or a virtual IP; give node "${id}" an address of its own, in MYELIN_NODE_ADDRESS`;
    if (this.notes.misregistered(id, message)) log("warn", message, { node, asked: id, answered: answering, address });
  }

  /** Nobody answered there. */
  unreached({ id, address }: RemoteNode, cause: string): void {
    const { node, log } = this.ports;
    if (!this.notes.unreached(id)) return;
    log("warn", `Cannot reach node "${id}": ${cause}; its commands go to others for a while`, { node, address });
  }

  /** A call to a node, which ends when the node is dead. Returns what ends it otherwise. */
  calling({ id }: RemoteNode): AbortController {
    const call = new AbortController();
    const calls = this.calls.get(id) ?? new Set();
    this.calls.set(id, calls.add(call));
    return call;
  }

  called({ id }: RemoteNode, call: AbortController): void {
    const calls = this.calls.get(id);
    calls?.delete(call);
    if (calls?.size === 0) this.calls.delete(id);
  }

  private tell(listener: RingListener, change: RingChange): void {
    try {
      listener(change);
    } catch (cause) {
      this.ports.log("error", "Cannot tell a listener of the ring's change: it threw; mend it", {
        cause: String(cause),
      });
    }
  }
}

function changedRing(known: NodeRing, members: readonly NodeMember[]): NodeRing {
  const ids = new Set(members.map(({ id }) => id));
  let ring = known;
  for (const name of known.members.keys()) if (!ids.has(name)) ring = withoutMember(ring, name);
  for (const member of members) ring = withMember(ring, ringMember(member));
  return ring;
}

export function ringMember({ id, loadFactor, commands }: NodeMember): RingMember {
  return { name: id, loadFactor, commands: new Set(commands) };
}

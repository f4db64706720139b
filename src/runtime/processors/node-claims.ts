import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import type { NodeCard, NodeMember } from "../../store/node-store.ts";
import type { ProcessorState, SegmentState, SegmentStore } from "../../store/segment-store.ts";
import { type Bell, bell, sleepUnlessRung } from "../bell.ts";
import { endReplay } from "./end-replay.ts";
import { fairShare } from "./fair-share.ts";
import type { Processor } from "./processor.ts";

/** Keeps a node's share of all segments: its sign of life, its claims, and who works on them. */
export interface NodeClaims {
  /** Runs until the signal aborts; then everything is given up, so that others can go on at once. */
  run(signal: AbortSignal): Promise<void>;
  /** Looks again soon: a claim was lost, or something was changed by hand. Resolves when it has looked, or has failed to; at once where it does not run. */
  look(): Promise<void>;
  /** Resolves when the node's lease holds, or the signal aborts. */
  leased(signal: AbortSignal): Promise<void>;
  /** Whether no other node was seen at the last look. */
  readonly alone: boolean;
}

export interface NodeClaimsPorts {
  readonly node: string;
  readonly processors: ReadonlyMap<string, Processor>;
  readonly segments: SegmentStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds. */
  readonly leaseMs: number;
  /** Sees how processors stand, and whether there are others to run now; answers whether some are new. */
  readonly noticed?: (states: readonly ProcessorState[]) => boolean;
  /** What the node tells of itself, and who hears of all that live; absent: nothing and nobody. */
  readonly membership?: Membership | undefined;
}

/** What a node's looks are for beside its claims. */
export interface Membership {
  card(): NodeCard;
  follow(members: readonly NodeMember[]): void;
}

/** Milliseconds between two looks, at most: also how soon a dead node's segments are noticed. */
const longestPause = 400;

export function nodeClaims(ports: NodeClaimsPorts): NodeClaims {
  return new Claims(ports);
}

/** A class, since it has a life of its own: a lease that holds or does not, and looks that follow each other. */
class Claims implements NodeClaims {
  alone = true;
  private readonly ports: NodeClaimsPorts;
  private readonly asked: Bell = bell();
  private readonly renewed: Bell = bell();
  private leasedUntil = Number.NEGATIVE_INFINITY;
  private failed = false;
  private wanted = false;
  private runs = false;
  /** Wait for the end of a look that begins after they came. */
  private waiting: (() => void)[] = [];
  /** Known to the database with other sequence keys: this node counts for nothing there. */
  private readonly strange = new Set<string>();
  private readonly handingOver = new Set<Promise<void>>();

  constructor(ports: NodeClaimsPorts) {
    this.ports = ports;
  }

  async run(signal: AbortSignal): Promise<void> {
    this.runs = true;
    while (!signal.aborted) {
      this.wanted = false;
      const waiting = this.waiting.splice(0);
      await this.lookNow();
      for (const looked of waiting) looked();
      await this.rest(signal);
    }
    this.runs = false;
    for (const looked of this.waiting.splice(0)) looked();
    await this.giveUp();
  }

  look(): Promise<void> {
    this.wanted = true;
    this.asked.ring();
    return this.runs ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  }

  async leased(signal: AbortSignal): Promise<void> {
    while (this.ports.clock.now() > this.leasedUntil && !signal.aborted) await this.renewed.next(signal);
  }

  private async lookNow(): Promise<void> {
    const { node, processors, log } = this.ports;
    try {
      const states = [...(await this.renew()), ...(await this.strangeStates())];
      const isNew = this.ports.noticed?.(states) ?? false;
      const claimed = await Promise.all(states.map((state) => this.settle(state)));
      if (isNew) await this.passAll();
      // What was just claimed is worked on at once.
      if (claimed.includes(true)) await this.followAgain();
      this.failed = false;
    } catch (error) {
      const facts = { node, processors: [...processors.keys()], cause: messageOf(error) };
      if (!this.failed) log("warn", "Cannot renew the node's claims; trying again", facts);
      this.failed = true;
    }
  }

  /** The store knows how far all are before others hear that this node has seen what is new. */
  private async passAll(): Promise<void> {
    this.wanted = true;
    await Promise.all([...this.ports.processors.values()].map((one) => one.pass()));
  }

  private async followAgain(): Promise<void> {
    const { node } = this.ports;
    for (const state of await this.renew())
      this.runnable(state)?.follow(state, { node, release: fairShare(state, node).release });
  }

  private async renew(): Promise<readonly ProcessorState[]> {
    const { node, processors, segments, clock, leaseMs, membership } = this.ports;
    // Counted from before it is asked for: whatever the answer takes, the database counts from later.
    const began = clock.now();
    const reports = [...processors.values()].flatMap((one) => one.reports());
    const names = [...processors.keys()].filter((name) => !this.strange.has(name));
    const life = { id: node, processors: names, leaseMs, reports };
    const look = await segments.renew(membership === undefined ? life : { ...life, card: membership.card() });
    this.leasedUntil = began + leaseMs;
    this.alone = look.processors.every(({ nodes }) => nodes.every((one) => one === node));
    membership?.follow(look.members);
    this.renewed.ring();
    return look.processors;
  }

  /** Who has other sequence keys would lose events between segments that stand apart. */
  private runnable({ name, fingerprint }: ProcessorState): Processor | undefined {
    const one = this.ports.processors.get(name);
    if (one?.table.fingerprint === fingerprint) {
      this.strange.delete(name);
      return one;
    }
    // What was just given up is nobody's any more.
    if (one !== undefined) this.strange.add(name);
    else this.strange.delete(name);
    return undefined;
  }

  /** They may have been aligned meanwhile. */
  private async strangeStates(): Promise<readonly ProcessorState[]> {
    const states = await Promise.all([...this.strange].map((name) => this.ports.segments.state(name)));
    return states.filter((state) => state !== undefined);
  }

  /** True when something was claimed. */
  private async settle(state: ProcessorState): Promise<boolean> {
    const { node, segments, leaseMs } = this.ports;
    const one = this.runnable(state);
    if (one === undefined) {
      // Aligned to other keys while it ran here: whoever waits for it has to look at other nodes' segments.
      void this.ports.processors.get(state.name)?.stop();
      return false;
    }
    const { claim, release } = fairShare(state, node);
    one.follow(state, { node, release });
    if (release.length > 0) this.beginHandOver(one, release);
    await endReplay(state, this.ports);
    if (claim.length === 0) return false;
    return (await segments.claim({ node, leaseMs, segments: claim })).length > 0;
  }

  /** A batch that takes long must not hold up the next renewal. */
  private beginHandOver(one: Processor, segments: readonly SegmentState[]): void {
    const { node, log } = this.ports;
    const handing = this.handOver(one, segments)
      .catch((error: unknown) =>
        log("warn", "Cannot hand segments over; trying again", { node, cause: messageOf(error) }),
      )
      .finally(() => this.handingOver.delete(handing));
    this.handingOver.add(handing);
  }

  /** When the batches under way have ended, so that the next owner begins where this one stopped. */
  private async handOver(one: Processor, segments: readonly SegmentState[]): Promise<void> {
    const { node, segments: store } = this.ports;
    await Promise.all(segments.map((segment) => one.leave(segment)));
    await store.release({
      claims: segments.map(({ processor, id, mask, epoch }) => ({ processor, id, mask, epoch, node })),
    });
  }

  private async rest(signal: AbortSignal): Promise<void> {
    if (this.wanted) return;
    const { clock, leaseMs } = this.ports;
    await sleepUnlessRung(this.asked, { clock, ms: Math.min(longestPause, leaseMs / 3), signal });
  }

  private async giveUp(): Promise<void> {
    const { node, processors, segments, log } = this.ports;
    await Promise.all([...processors.values()].map((one) => one.stop()));
    await Promise.all(this.handingOver);
    await segments
      .leave(node)
      .catch((error: unknown) =>
        log("warn", "Cannot give up the node's claims; they end with their leases", { node, cause: messageOf(error) }),
      );
  }
}

import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import type { ProcessorState, SegmentState, SegmentStore } from "../../store/segment-store.ts";

import { type Bell, bell } from "../bell.ts";
import { fairShare } from "./fair-share.ts";
import type { Processor } from "./processor.ts";

/** Keeps a node's share of all segments: its sign of life, its claims, and who works on them. */
export interface NodeClaims {
  /** Runs until the signal aborts; then everything is given up, so that others can go on at once. */
  run(signal: AbortSignal): Promise<void>;
  /** Looks again soon: a claim was lost, or something was changed by hand. */
  look(): void;
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

  constructor(ports: NodeClaimsPorts) {
    this.ports = ports;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.wanted = false;
      await this.lookNow();
      await this.rest(signal);
    }
    await this.giveUp();
  }

  look(): void {
    this.wanted = true;
    this.asked.ring();
  }

  async leased(signal: AbortSignal): Promise<void> {
    while (this.ports.clock.now() > this.leasedUntil && !signal.aborted) await this.renewed.next(signal);
  }

  private async lookNow(): Promise<void> {
    const { node, processors, log } = this.ports;
    try {
      const states = await this.renew();
      const claimed = await Promise.all(states.map((state) => this.settle(state)));
      // What was just claimed is worked on at once.
      if (claimed.includes(true)) await this.followAgain();
      this.failed = false;
    } catch (error) {
      const facts = { node, processors: [...processors.keys()], cause: messageOf(error) };
      if (!this.failed) log("warn", "Cannot renew the node's claims; trying again", facts);
      this.failed = true;
    }
  }

  private async followAgain(): Promise<void> {
    const { node } = this.ports;
    for (const state of await this.renew())
      this.runnable(state)?.follow(state, { node, release: fairShare(state, node).release });
  }

  private async renew(): Promise<readonly ProcessorState[]> {
    const { node, processors, segments, clock, leaseMs } = this.ports;
    // Counted from before it is asked for: whatever the answer takes, the database counts from later.
    const began = clock.now();
    const reports = [...processors.values()].flatMap((one) => one.reports());
    const states = await segments.renew({ id: node, processors: [...processors.keys()], leaseMs, reports });
    this.leasedUntil = began + leaseMs;
    this.alone = states.every(({ nodes }) => nodes.every((one) => one === node));
    this.renewed.ring();
    return states;
  }

  /** Who has other sequence keys would lose events between segments that stand apart. */
  private runnable({ name, fingerprint }: ProcessorState): Processor | undefined {
    const one = this.ports.processors.get(name);
    return one?.table.fingerprint === fingerprint ? one : undefined;
  }

  /** True when something was claimed. */
  private async settle(state: ProcessorState): Promise<boolean> {
    const { node, segments, leaseMs } = this.ports;
    const one = this.runnable(state);
    if (one === undefined) return false;
    const { claim, release } = fairShare(state, node);
    one.follow(state, { node, release });
    if (release.length > 0) await this.handOver(one, release);
    if (claim.length === 0) return false;
    return (await segments.claim({ node, leaseMs, segments: claim })).length > 0;
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
    const enough = new AbortController();
    const either = AbortSignal.any([signal, enough.signal]);
    await Promise.race([clock.sleep(Math.min(longestPause, leaseMs / 3), either), this.asked.next(either)]);
    enough.abort();
  }

  private async giveUp(): Promise<void> {
    const { node, processors, segments, log } = this.ports;
    await Promise.all([...processors.values()].map((one) => one.stop()));
    await segments
      .leave(node)
      .catch((error: unknown) =>
        log("warn", "Cannot give up the node's claims; they end with their leases", { node, cause: messageOf(error) }),
      );
  }
}

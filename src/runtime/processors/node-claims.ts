import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import type { ProcessorState, SegmentStore } from "../../store/segment-store.ts";
import { bell } from "../bell.ts";
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
  const { node, processors, segments, clock, log, leaseMs } = ports;
  const asked = bell();
  const renewed = bell();
  let leasedUntil = Number.NEGATIVE_INFINITY;
  let failed = false;
  let wanted = false;
  let alone = true;

  const renew = async (): Promise<readonly ProcessorState[]> => {
    // Counted from before it is asked for: whatever the answer takes, the database counts from later.
    const began = clock.now();
    const reports = [...processors.values()].flatMap((one) => one.reports());
    const states = await segments.renew({ id: node, processors: [...processors.keys()], leaseMs, reports });
    leasedUntil = began + leaseMs;
    alone = states.every(({ nodes }) => nodes.every((one) => one === node));
    renewed.ring();
    return states;
  };

  const settle = async (state: ProcessorState): Promise<boolean> => {
    const one = processors.get(state.name);
    // Who has other sequence keys would lose events between segments that stand apart.
    if (one === undefined || one.table.fingerprint !== state.fingerprint) return false;
    one.follow(state, node);
    const { claim, release } = fairShare(state, node);
    if (release.length > 0) {
      await Promise.all(release.map((segment) => one.leave(segment)));
      await one.pass();
      await segments.release({
        claims: release.map(({ processor, id, mask, epoch }) => ({ processor, id, mask, epoch, node })),
      });
    }
    if (claim.length === 0) return false;
    return (await segments.claim({ node, leaseMs, segments: claim })).length > 0;
  };

  const look = async (): Promise<void> => {
    try {
      const states = await renew();
      const claimed = await Promise.all(states.map(settle));
      // What was just claimed is worked on at once.
      if (claimed.includes(true)) for (const state of await renew()) processors.get(state.name)?.follow(state, node);
      failed = false;
    } catch (error) {
      if (!failed) log("warn", "Cannot renew the node's claims; trying again", { node, cause: messageOf(error) });
      failed = true;
    }
  };

  const rest = async (signal: AbortSignal): Promise<void> => {
    if (wanted) return;
    const enough = new AbortController();
    const either = AbortSignal.any([signal, enough.signal]);
    await Promise.race([clock.sleep(Math.min(longestPause, leaseMs / 3), either), asked.next(either)]);
    enough.abort();
  };

  const giveUp = async (): Promise<void> => {
    await Promise.all([...processors.values()].map((one) => one.stop()));
    await Promise.all([...processors.values()].map((one) => one.pass()));
    await segments
      .leave(node)
      .catch((error: unknown) =>
        log("warn", "Cannot give up the node's claims; they end with their leases", { node, cause: messageOf(error) }),
      );
  };

  return {
    run: async (signal) => {
      while (!signal.aborted) {
        wanted = false;
        await look();
        await rest(signal);
      }
      await giveUp();
    },
    look: () => {
      wanted = true;
      asked.ring();
    },
    get alone() {
      return alone;
    },
    leased: async (signal) => {
      while (clock.now() > leasedUntil && !signal.aborted) await renewed.next(signal);
    },
  };
}

import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import type { Claim, SegmentRef, SegmentStore } from "../../store/segment-store.ts";

/** The claims of one sweep, under a name of its own: whatever becomes of it, they end with its lease. */
export interface SweepLease {
  claim(segments: readonly SegmentRef[]): Promise<readonly Claim[]>;
  /** Resolves when the lease holds, or the signal aborts. */
  leased(signal: AbortSignal): Promise<void>;
  /** Renews the lease until the signal aborts, also while a batch takes long. */
  keep(signal: AbortSignal): Promise<void>;
  /** Gives everything up, so that others can go on at once. Never throws. */
  leave(): Promise<void>;
}

export interface SweepLeasePorts {
  /** The sweep's name. */
  readonly id: string;
  readonly segments: Pick<SegmentStore, "claim" | "renew" | "leave">;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseMs: number;
}

/** Milliseconds until the lease is asked for again that could not be renewed. */
const awayPause = 100;

/**
 * Counts as a node for its leases and as none for the shares of processors: nodes that live give nothing up for a sweep that is
 * gone in a moment.
 */
export function sweepLease({ id, segments, clock, log, leaseMs }: SweepLeasePorts): SweepLease {
  let leasedUntil = Number.NEGATIVE_INFINITY;
  const isLeased = (): boolean => clock.now() <= leasedUntil;
  const renew = async (): Promise<void> => {
    // Counted from before it is asked for: whatever the answer takes, the database counts from later.
    const began = clock.now();
    await segments.renew({ id, processors: [], leaseMs, reports: [] });
    leasedUntil = began + leaseMs;
  };
  return {
    claim: async (wanted) => {
      const began = clock.now();
      const claims = await segments.claim({ node: id, leaseMs, segments: wanted });
      leasedUntil = began + leaseMs;
      return claims;
    },
    leased: async (signal) => {
      while (!isLeased() && !signal.aborted) await clock.sleep(awayPause, signal);
    },
    keep: async (signal) => {
      for (let pause = leaseMs / 3; !signal.aborted; ) {
        await clock.sleep(pause, signal);
        if (signal.aborted) return;
        pause = leaseMs / 3;
        await renew().catch((error: unknown) => {
          pause = Math.min(pause, awayPause);
          log("warn", "Cannot renew the claims of a sweep; trying again", { node: id, cause: messageOf(error) });
        });
      }
    },
    leave: () =>
      segments.leave(id).catch((error: unknown) =>
        log("warn", "Cannot give up the claims of a sweep; they end with its lease", {
          node: id,
          cause: messageOf(error),
        }),
      ),
  };
}

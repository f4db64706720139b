import type { LogEyes } from "./look.ts";

/** Finds out up to where the log is settled. */
export interface LogTracker {
  /** Asks a few short questions and says what is settled by now. Not to be called twice at once. */
  advance(): Promise<bigint>;
}

interface Tracking {
  readonly eyes: LogEyes;
  settled: bigint;
  /** Whether anything is settled, from where to look. */
  begun: boolean;
  /** Whether a number was missing at the last look. */
  gap: boolean;
  /** The highest number that was drawn before the last question about holders. */
  asked: bigint;
  /** Who held the lock then. None of them can bring a number up to its own: those were drawn before it took the lock. */
  readonly holders: Map<string, bigint>;
}

/**
 * Follows a log whose transactions commit in another order than they took their positions. Every inserting transaction
 * holds K before it draws numbers and until it has ended; whoever sees no number missing needs to ask nobody. Where numbers
 * are missing for two looks, each look is followed by the question who holds K. Who does not hold K at one question cannot
 * bring what was drawn before it. So what was drawn before some question is settled as soon as all have ended who held K at
 * it: every number up to there is visible by then, or never will be.
 */
export function trackLog(eyes: LogEyes): LogTracker {
  const tracking: Tracking = { eyes, settled: 0n, begun: false, gap: false, asked: 0n, holders: new Map() };
  return {
    advance: async () => {
      if (tracking.begun) await follow(tracking);
      else await begin(tracking);
      return tracking.settled;
    },
  };
}

/** From the end of the log, not by a scan of it. Before the first row there is nothing to be missed. */
async function begin(tracking: Tracking): Promise<void> {
  const last = await tracking.eyes.last();
  tracking.begun = last === 0n || (await settled(tracking, last));
}

async function follow(tracking: Tracking): Promise<void> {
  const hadGap = tracking.gap;
  const drawn = await look(tracking);
  if (hadGap && tracking.gap && (await settled(tracking, drawn))) await look(tracking);
}

/** Goes on to the first missing number. Answers the highest one that was drawn by now. */
async function look(tracking: Tracking): Promise<bigint> {
  const { highest, contiguous, drawn } = await tracking.eyes.look(tracking.settled);
  tracking.settled = contiguous;
  tracking.gap = highest > contiguous;
  return drawn;
}

/** Asks who may still bring a number up to `drawn`, which was known before this question. Answers whether more is settled now. */
async function settled(tracking: Tracking, drawn: bigint): Promise<boolean> {
  const now = await tracking.eyes.holders();
  const { holders, asked } = tracking;
  for (const holder of holders.keys()) if (!now.has(holder)) holders.delete(holder);
  for (const holder of now) if (!holders.has(holder)) holders.set(holder, asked);
  tracking.asked = drawn;
  const upTo = [...holders.values()].reduce((least, one) => (one < least ? one : least), drawn);
  if (upTo <= tracking.settled) return false;
  tracking.settled = upTo;
  return true;
}

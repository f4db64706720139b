import type { LogEyes } from "./look.ts";

/** Where the tracker stands between two calls. */
type Stand =
  /** Nothing is known yet. */
  | { readonly kind: "start" }
  /** No number was missing at the last look, or `missing` was for the first time. */
  | { readonly kind: "following"; readonly missing: bigint | undefined }
  | Waiting;

/** Everything up to `upTo` is settled as soon as `holders` have ended. */
interface Waiting {
  readonly kind: "waiting";
  readonly upTo: bigint;
  readonly holders: ReadonlySet<string>;
  /** Whether anything was settled before, from where to look meanwhile. */
  readonly begun: boolean;
}

/** Finds out up to where the log is settled. */
export interface LogTracker {
  /** Asks a few short questions and says what is settled by now. Not to be called twice at once. */
  advance(): Promise<bigint>;
}

interface Tracking {
  readonly eyes: LogEyes;
  settled: bigint;
  stand: Stand;
}

/**
 * Follows a log whose transactions commit in another order than they took their positions. Every inserting transaction
 * holds K before it draws numbers and until it has ended; whoever sees no number missing needs to ask nobody. If a number
 * stays missing for two looks, then whoever may still bring it holds K *now*: once exactly those transactions have ended,
 * every number up to the highest one seen before that question is there, or never will be.
 */
export function trackLog(eyes: LogEyes): LogTracker {
  const tracking: Tracking = { eyes, settled: 0n, stand: { kind: "start" } };
  return {
    advance: async () => {
      const { stand } = tracking;
      if (stand.kind === "start") await start(tracking);
      else if (stand.kind === "waiting") await wait(tracking, stand);
      else await follow(tracking, stand.missing);
      return tracking.settled;
    },
  };
}

/** From the end of the log, not by a scan of it. Before the first row there is nothing to be missed. */
async function start(tracking: Tracking): Promise<void> {
  const last = await tracking.eyes.last();
  if (last === 0n) settle(tracking, last);
  else await check(tracking, { upTo: last, begun: false });
}

async function follow(tracking: Tracking, missing: bigint | undefined): Promise<void> {
  const { gap, highest } = await look(tracking);
  if (gap === undefined || gap !== missing) return;
  await check(tracking, { upTo: highest, begun: true });
  if (tracking.stand.kind === "following") await look(tracking);
}

async function wait(tracking: Tracking, { upTo, holders, begun }: Waiting): Promise<void> {
  const now = await tracking.eyes.holders();
  const left = new Set([...holders].filter((holder) => now.has(holder)));
  if (left.size === 0) {
    settle(tracking, upTo);
    await look(tracking);
    return;
  }
  // The missing row may have come although others that were asked about go on.
  if (begun) await look(tracking);
  if (tracking.settled < upTo) tracking.stand = { kind: "waiting", upTo, holders: left, begun };
}

/** Asks who may still bring a number up to `upTo`, which was seen before this question. */
async function check(tracking: Tracking, { upTo, begun }: { upTo: bigint; begun: boolean }): Promise<void> {
  const holders = await tracking.eyes.holders();
  if (holders.size === 0) settle(tracking, upTo);
  else tracking.stand = { kind: "waiting", upTo, holders, begun };
}

function settle(tracking: Tracking, upTo: bigint): void {
  if (upTo > tracking.settled) tracking.settled = upTo;
  tracking.stand = { kind: "following", missing: undefined };
}

interface Seen {
  readonly gap: bigint | undefined;
  readonly highest: bigint;
}

/** Goes on to the first missing number and remembers it. */
async function look(tracking: Tracking): Promise<Seen> {
  const { highest, contiguous } = await tracking.eyes.look(tracking.settled);
  tracking.settled = contiguous;
  const gap = highest > contiguous ? contiguous + 1n : undefined;
  tracking.stand = { kind: "following", missing: gap };
  return { gap, highest };
}

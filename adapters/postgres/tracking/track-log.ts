import type { LogEyes } from "./look.ts";

/** Where the tracker stands between two calls. */
type State =
  /** Nothing is known yet. */
  | { readonly kind: "start" }
  /** No number was missing at the last look, or the one behind `settled` for the first time. */
  | { readonly kind: "following"; readonly missing: bigint | undefined }
  /** Everything up to `upTo` is settled as soon as `holders` have ended. */
  | { readonly kind: "waiting"; readonly upTo: bigint; readonly holders: ReadonlySet<string>; readonly known: boolean };

/** Finds out up to where the log is settled. */
export interface LogTracker {
  /** Asks a few short questions and says what is settled by now. Not to be called twice at once. */
  advance(): Promise<bigint>;
}

/**
 * Follows a log whose transactions commit in another order than they took their positions. Every inserting transaction
 * holds K before it draws numbers and until it has ended; whoever sees no number missing needs to ask nobody. If a number
 * stays missing for two looks, then whoever may still bring it holds K *now*: once exactly those transactions have ended,
 * every number below the highest one seen before that question is there, or never will be.
 */
export function trackLog(eyes: LogEyes): LogTracker {
  let settled = 0n;
  let state: State = { kind: "start" };

  /** Asks who may still bring a number up to `upTo`, which must have been seen before this question. */
  const check = async (upTo: bigint, known: boolean): Promise<void> => {
    const holders = await eyes.holders();
    if (holders.size === 0) settle(upTo);
    else state = { kind: "waiting", upTo, holders, known };
  };

  const settle = (upTo: bigint): void => {
    if (upTo > settled) settled = upTo;
    state = { kind: "following", missing: undefined };
  };

  /** Goes on to the first missing number. Says the highest position seen when that number was missing before, too. */
  const look = async (missing: bigint | undefined): Promise<bigint | undefined> => {
    const { highest, contiguous } = await eyes.look(settled);
    settled = contiguous;
    const gap = highest > contiguous ? contiguous + 1n : undefined;
    state = { kind: "following", missing: gap };
    return gap !== undefined && gap === missing ? highest : undefined;
  };

  const follow = async (missing: bigint | undefined): Promise<void> => {
    const upTo = await look(missing);
    if (upTo === undefined) return;
    await check(upTo, true);
    if (state.kind === "following") await look(undefined);
  };

  const wait = async ({ upTo, holders, known }: Extract<State, { kind: "waiting" }>): Promise<void> => {
    const now = await eyes.holders();
    const left = new Set([...holders].filter((holder) => now.has(holder)));
    if (left.size === 0) {
      settle(upTo);
      await look(undefined);
      return;
    }
    // The missing row may have come although its transaction's neighbours go on. Before the first check there is nowhere to look from.
    if (known) await look(undefined);
    if (settled < upTo) state = { kind: "waiting", upTo, holders: left, known };
  };

  /** From the end of the log, not by a scan of it. Before the first row there is nothing to be missed. */
  const start = async (): Promise<void> => {
    const last = await eyes.last();
    if (last === 0n) settle(0n);
    else await check(last, false);
  };

  return {
    advance: async () => {
      if (state.kind === "start") await start();
      else if (state.kind === "waiting") await wait(state);
      else await follow(state.missing);
      return settled;
    },
  };
}

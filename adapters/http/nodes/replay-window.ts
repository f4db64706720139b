/** Requests of the last moments, so that none is taken twice. */
export interface ReplayWindow {
  /** Why the request is none of now, or undefined. To be asked once for each, after its signature was found right. */
  refuses(stamp: { readonly time: number; readonly nonce: string }): "too old" | "seen before" | undefined;
}

/** Milliseconds that two nodes' clocks may differ, together with a request's way. */
export const windowMs = 15_000;

/** Two generations, each as long as a request can be right: what is in neither would be too old. */
export function replayWindow(now: () => number): ReplayWindow {
  let [young, old] = [new Set<string>(), new Set<string>()];
  let turnsAt = now() + 2 * windowMs;
  const turn = (): void => {
    const at = now();
    if (at < turnsAt) return;
    // After a long silence both are of no use.
    old = at < turnsAt + 2 * windowMs ? young : new Set();
    young = new Set();
    turnsAt = at + 2 * windowMs;
  };
  return {
    refuses: ({ time, nonce }) => {
      turn();
      if (!(Math.abs(now() - time) <= windowMs)) return "too old";
      if (young.has(nonce) || old.has(nonce)) return "seen before";
      young.add(nonce);
      return undefined;
    },
  };
}

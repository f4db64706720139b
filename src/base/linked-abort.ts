/** A signal that also aborts with others, until it lets go of them. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  /** Aborts it, and lets go of the others. */
  abort(): void;
  /** Lets go of the others. To be called in any case, or each of them keeps an entry for as long as it lives. */
  leave(): void;
}

/** Who follows a signal, by one listener for all: runtimes warn of more than a few, and an engine has one for each segment. */
const followers = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * In place of `AbortSignal.any` wherever a source lives long: there each call leaves an entry of some hundred bytes in every source, for as long as
 * that one lives (Node 20), and an engine makes several a second.
 */
export function linkedAbort(...sources: readonly AbortSignal[]): LinkedAbort {
  const own = new AbortController();
  const leave = (): void => {
    for (const source of sources) followers.get(source)?.delete(follow);
  };
  const follow = (): void => {
    leave();
    own.abort(sources.find(({ aborted }) => aborted)?.reason);
  };
  if (sources.some(({ aborted }) => aborted)) follow();
  else for (const source of sources) followersOf(source).add(follow);
  return {
    signal: own.signal,
    abort: () => {
      leave();
      own.abort();
    },
    leave,
  };
}

function followersOf(source: AbortSignal): Set<() => void> {
  const known = followers.get(source);
  if (known !== undefined) return known;
  const own = new Set<() => void>();
  followers.set(source, own);
  const tellAll = (): void => {
    for (const follow of [...own]) follow();
  };
  source.addEventListener("abort", tellAll, { once: true });
  return own;
}

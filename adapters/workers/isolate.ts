import type { Tables } from "../../src/runtime/mod.ts";

/** What an isolate remembers from one request to the next: data only, since connections, timers and promises belong to the request that made them. */
export interface Isolate {
  /** Compiled at the first call. */
  tables(): Tables;
  /** Whether a request has found the database ready. */
  isPrepared(url: string): boolean;
  prepared(url: string): void;
  /** Takes the turn to sweep after requests; false when another request has it, which then sweeps once more. */
  beginSweep(url: string, turn: { readonly now: number; readonly until: number }): boolean;
  /** Gives the turn up; true when another request came meanwhile, so that it has to be kept. */
  endSweep(url: string): boolean;
}

interface Turn {
  /** A request that was ended in the middle never gives its turn up. */
  until: number;
  wanted: boolean;
}

export function isolate(compiled: () => Tables): Isolate {
  let tables: Tables | undefined;
  const ready = new Set<string>();
  const turns = new Map<string, Turn>();
  return {
    tables: () => {
      tables ??= compiled();
      return tables;
    },
    isPrepared: (url) => ready.has(url),
    prepared: (url) => void ready.add(url),
    beginSweep: (url, { now, until }) => {
      const turn = turns.get(url);
      if (turn !== undefined && turn.until > now) {
        turn.wanted = true;
        return false;
      }
      turns.set(url, { until, wanted: false });
      return true;
    },
    endSweep: (url) => {
      const turn = turns.get(url);
      if (turn?.wanted === true) {
        turn.wanted = false;
        return true;
      }
      turns.delete(url);
      return false;
    },
  };
}

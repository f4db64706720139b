import type { Clock } from "../../base/ports.ts";
import type { NodeWarning } from "../../store/node-store.ts";

/** What a node has learnt of the others by sending them commands. */
export interface MemberNotes {
  /** Whether it may not be asked now. False once in a while, for one who finds out. */
  isAside(node: string): boolean;
  /** Whether its commands are handled here, since its address leads to others. */
  isMisregistered(node: string): boolean;
  /** It could not be reached: it is left alone for a while that doubles. True where that is news. */
  unreached(node: string): boolean;
  /** It answered. Undefined unless that is news. */
  answered(node: string): "reached again" | "registered rightly" | undefined;
  /** Another answered at its address. True where that is news. */
  misregistered(node: string, message: string): boolean;
  warnings(): readonly NodeWarning[];
  /** Forgets what is known of all others, and of those that have moved. */
  keep(addresses: ReadonlyMap<string, string>): void;
}

/** Milliseconds that a node is left alone, at first and at most. */
const asideMs = { first: 250, most: 15_000 };
/** Milliseconds after which an address is tried again that led to others. */
const recheckMs = 30_000;
/** A balancer sends some requests to the right node by luck. */
const rightAnswers = 5;

interface Note {
  /** Milliseconds since 1970; the next one who asks after it may try. */
  retryAt: number;
  pauseMs: number;
  /** Right answers in a row since its address led to others. */
  right: number;
  /** Whether that one is at it. */
  trying: boolean;
  /** Present: its address leads to others. */
  warning: string | undefined;
  address: string | undefined;
}

export function memberNotes(clock: Pick<Clock, "now">): MemberNotes {
  const notes = new Map<string, Note>();
  const addresses = new Map<string, string>();
  const blocked = (node: string, misregistered: boolean): boolean => {
    const note = notes.get(node);
    if (note === undefined || (note.warning !== undefined) !== misregistered) return false;
    if (clock.now() < note.retryAt) return true;
    // One tries, and the others wait for what becomes of it.
    note.retryAt = clock.now() + note.pauseMs;
    note.trying = true;
    return false;
  };
  return {
    isAside: (node) => blocked(node, false),
    isMisregistered: (node) => blocked(node, true),
    unreached: (node) => {
      const known = notes.get(node);
      // Of many that were sent at once the first one tells it all.
      if (known?.trying === false) return false;
      const pauseMs = known === undefined ? asideMs.first : Math.min(known.pauseMs * 2, asideMs.most);
      const retryAt = clock.now() + pauseMs;
      notes.set(node, {
        retryAt,
        pauseMs,
        trying: false,
        right: 0,
        warning: known?.warning,
        address: addresses.get(node),
      });
      return known === undefined;
    },
    answered: (node) => {
      const note = notes.get(node);
      if (note === undefined) return undefined;
      if (note.warning !== undefined && ++note.right < rightAnswers) {
        note.retryAt = clock.now();
        return undefined;
      }
      notes.delete(node);
      return note.warning === undefined ? "reached again" : "registered rightly";
    },
    misregistered: (node, message) => {
      const news = notes.get(node)?.warning === undefined;
      const retryAt = clock.now() + recheckMs;
      const note = {
        retryAt,
        pauseMs: recheckMs,
        trying: false,
        right: 0,
        warning: message,
        address: addresses.get(node),
      };
      notes.set(node, note);
      return news;
    },
    warnings: () =>
      [...notes].flatMap(([node, { warning }]) => (warning === undefined ? [] : [{ node, message: warning }])),
    keep: (now) => {
      addresses.clear();
      for (const [node, address] of now) addresses.set(node, address);
      for (const [node, { address }] of notes) if (addresses.get(node) !== address) notes.delete(node);
    },
  };
}

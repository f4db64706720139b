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

/** Answers to what was sent before it was found out prove nothing: those of the right node may take longer than refusals, and so come in a row. */
function isRight(note: Note): boolean {
  if (note.trying) note.right++;
  return note.right >= rightAnswers;
}

export function memberNotes(clock: Pick<Clock, "now">): MemberNotes {
  return new Notes(clock);
}

/** A class, since it has a life of its own: each note is a state that time changes. */
class Notes implements MemberNotes {
  private readonly clock: Pick<Clock, "now">;
  private readonly notes = new Map<string, Note>();
  private addresses: ReadonlyMap<string, string> = new Map();

  constructor(clock: Pick<Clock, "now">) {
    this.clock = clock;
  }

  isAside(node: string): boolean {
    const note = this.notes.get(node);
    return note !== undefined && note.warning === undefined && this.waits(note);
  }

  isMisregistered(node: string): boolean {
    const note = this.notes.get(node);
    return note?.warning !== undefined && this.waits(note);
  }

  unreached(node: string): boolean {
    const known = this.notes.get(node);
    // Of many that were sent at once the first one tells it all.
    if (known?.trying === false) return false;
    const pauseMs = known === undefined ? asideMs.first : Math.min(known.pauseMs * 2, asideMs.most);
    this.set(node, { pauseMs, warning: known?.warning });
    return known === undefined;
  }

  answered(node: string): "reached again" | "registered rightly" | undefined {
    const note = this.notes.get(node);
    if (note === undefined) return undefined;
    if (note.warning !== undefined && !isRight(note)) {
      if (note.trying) note.retryAt = this.clock.now();
      return undefined;
    }
    this.notes.delete(node);
    return note.warning === undefined ? "reached again" : "registered rightly";
  }

  misregistered(node: string, message: string): boolean {
    const news = this.notes.get(node)?.warning === undefined;
    this.set(node, { pauseMs: recheckMs, warning: message });
    return news;
  }

  warnings(): readonly NodeWarning[] {
    return [...this.notes].flatMap(([node, { warning }]) =>
      warning === undefined ? [] : [{ node, message: warning }],
    );
  }

  keep(addresses: ReadonlyMap<string, string>): void {
    this.addresses = addresses;
    for (const [node, { address }] of this.notes) if (addresses.get(node) !== address) this.notes.delete(node);
  }

  private waits(note: Note): boolean {
    if (this.clock.now() < note.retryAt) return true;
    // One tries, and the others wait for what becomes of it.
    note.retryAt = this.clock.now() + note.pauseMs;
    note.trying = true;
    return false;
  }

  private set(node: string, { pauseMs, warning }: Pick<Note, "pauseMs" | "warning">): void {
    const retryAt = this.clock.now() + pauseMs;
    this.notes.set(node, { retryAt, pauseMs, warning, trying: false, right: 0, address: this.addresses.get(node) });
  }
}

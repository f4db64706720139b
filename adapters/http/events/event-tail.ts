import { comparePositions, type FeedFilter, type FeedPage, type Position } from "../../../src/runtime/mod.ts";
import { eventFrame, joinFrames } from "./frames.ts";

/** A filter, and a text that is the same for equal ones: whoever wants the same gets the same bytes. */
export interface KeyedFilter {
  readonly filter: FeedFilter;
  readonly key: string;
}

/** What the end of the log has for a listener. */
export interface Taken {
  /** Undefined: nothing is wanted of it. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  /** Where to take on. */
  readonly next: number;
}

interface Frame {
  readonly position: Position;
  readonly type: string;
  readonly stream: { readonly type: string; readonly id: string };
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How much of the log's end is kept in memory, at most. */
export interface TailLimits {
  readonly events: number;
  readonly bytes: number;
}

/** Bytes that are handed over at once, about: one event more, where an event is that large. */
const pieceSize = 65_536;

/** The end of the log, kept once for all listeners of a node, each event as the bytes that are sent. Events are numbered as they come. */
export class EventTail {
  /** Everything after it is here, up to `upTo`. */
  from: Position;
  upTo: Position;
  private frames: Frame[] = [];
  /** The number of the first one. */
  private first = 0;
  private bytes = 0;
  private readonly limits: TailLimits;
  /** Made once for all who stand at one place and want the same. */
  private readonly pieces = new Map<string, Taken>();

  constructor(head: Position, limits: TailLimits) {
    this.from = head;
    this.upTo = head;
    this.limits = limits;
  }

  /** The number of the event that comes next. */
  get end(): number {
    return this.first + this.frames.length;
  }

  publish({ events, upTo }: FeedPage): void {
    for (const told of events) {
      const { position, type, stream } = told.event;
      const bytes = eventFrame(told);
      this.frames.push({ position, type, stream, bytes });
      this.bytes += bytes.byteLength;
    }
    this.upTo = upTo;
    this.pieces.clear();
    this.trim();
  }

  private trim(): void {
    let dropped = 0;
    for (const { position, bytes } of this.frames) {
      if (this.frames.length - dropped <= this.limits.events && this.bytes <= this.limits.bytes) break;
      this.from = position;
      this.bytes -= bytes.byteLength;
      dropped++;
    }
    if (dropped === 0) return;
    this.frames = this.frames.slice(dropped);
    this.first += dropped;
  }

  /** The number of the first event after a position that is not before `from`. */
  numberAfter(position: Position): number {
    let [low, high] = [0, this.frames.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const frame = this.frames[middle];
      if (frame !== undefined && comparePositions(frame.position, position) <= 0) low = middle + 1;
      else high = middle;
    }
    return this.first + low;
  }

  /** What is wanted from a number on; undefined where the tail does not reach back that far any more. */
  take(number: number, { filter, key }: KeyedFilter): Taken | undefined {
    if (number < this.first) return undefined;
    const place = `${number} ${key}`;
    const made = this.pieces.get(place);
    if (made !== undefined) return made;
    const taken = this.piece(number, filter);
    this.pieces.set(place, taken);
    return taken;
  }

  private piece(number: number, filter: FeedFilter): Taken {
    const wanted: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    let next = number;
    while (next < this.end && size < pieceSize) {
      const frame = this.frames[next - this.first];
      next++;
      if (frame === undefined || !fits(frame, filter)) continue;
      wanted.push(frame.bytes);
      size += frame.bytes.byteLength;
    }
    return { bytes: joinFrames(wanted), next };
  }
}

function fits({ type, stream }: Frame, { types, aggregates, stream: own }: FeedFilter): boolean {
  if (types !== undefined && !types.includes(type)) return false;
  if (aggregates !== undefined && !aggregates.includes(stream.type)) return false;
  return own === undefined || (own.type === stream.type && own.id === stream.id);
}

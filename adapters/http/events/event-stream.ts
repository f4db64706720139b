import { isAfter, type Position } from "../../../src/runtime/mod.ts";
import type { EventTail, KeyedFilter } from "./event-tail.ts";
import { type Closing, closingFrame, keepAliveFrame, openingFrame } from "./frames.ts";
import type { FramedPage, PageRequest } from "./shared-pages.ts";
import type { EventCursor } from "./wanted-events.ts";

export interface StreamPorts {
  readonly tail: EventTail;
  readonly page: (request: PageRequest) => Promise<FramedPage>;
  readonly cursor: EventCursor;
  readonly wanted: KeyedFilter;
  /** Milliseconds after which a client that was cut off comes again. */
  readonly retryMs: number;
  /** Called once, when it has ended either way. */
  readonly left: (stream: EventStream) => void;
}

const tooSlow: Closing = {
  code: "overloaded",
  detail: "The stream ends: its reader fell behind what is kept in memory; come again with Last-Event-ID",
};
const cutOff: Closing = {
  code: "unavailable",
  detail: "The stream ends: the log could not be read; come again with Last-Event-ID",
};

/**
 * One listener. It is handed a piece only when its connection asks for one, so that what waits for a slow reader is one piece and its place in
 * the log, however far it is behind. It reads pages of the store until it has come to the shared tail.
 */
export class EventStream {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  private readonly ports: StreamPorts;
  private cursor: EventCursor;
  private version = 0;
  /** Its place in the tail, once it is there. */
  private number: number | undefined;
  /** Whether the connection waits for bytes. */
  private wanting = false;
  private reading = false;
  private ended = false;
  /** Keep-alives since it has asked for bytes. */
  private stalledFor = 0;
  private controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;

  constructor(ports: StreamPorts) {
    this.ports = ports;
    this.cursor = ports.cursor;
    const { retryMs, cursor } = ports;
    const opening = openingFrame(retryMs, cursor.parts === 0 ? cursor.after : undefined);
    this.body = new ReadableStream(
      {
        start: (controller) => {
          this.controller = controller;
          controller.enqueue(opening);
        },
        pull: () => {
          this.wanting = true;
          this.stalledFor = 0;
          this.serve();
        },
        cancel: () => this.leave(),
      },
      // Nothing is made before it is asked for.
      { highWaterMark: 0 },
    );
  }

  /** Hands on what has come, if it is waited for. */
  serve(): void {
    if (!this.wanting || this.ended || this.reading) return;
    if (this.number === undefined) this.catchUp();
    if (this.number !== undefined) this.takeOn(this.number);
  }

  private takeOn(number: number): void {
    const { tail, wanted } = this.ports;
    const taken = tail.take(number, wanted);
    if (taken === undefined) this.close(tooSlow);
    else {
      this.number = taken.next;
      if (taken.bytes !== undefined) this.hand(taken.bytes);
    }
  }

  /** Joins the tail where it can; else reads on, or waits: another node may have told it more than this one knows yet. */
  private catchUp(): void {
    const { tail } = this.ports;
    const { after, parts } = this.cursor;
    if (isAfter(after, tail.upTo)) return;
    if (parts === 0 && !isAfter(tail.from, after)) this.number = tail.numberAfter(after);
    else if (after !== tail.upTo) void this.readOn();
  }

  private async readOn(): Promise<void> {
    const { page, tail, wanted } = this.ports;
    const { cursor, version } = this;
    this.reading = true;
    try {
      const read = await page({ cursor, upTo: tail.upTo, wanted, version });
      this.cursor = { after: read.upTo, parts: 0 };
      this.version = read.version;
      this.reading = false;
      if (this.ended) return;
      if (read.bytes === undefined) this.serve();
      else this.hand(read.bytes);
    } catch {
      this.reading = false;
      this.close(cutOff);
    }
  }

  private hand(bytes: Uint8Array<ArrayBuffer>): void {
    this.wanting = false;
    this.controller?.enqueue(bytes);
  }

  /** Says that it is there. One that has not asked for anything since the time before last is cut off: nobody is there to be told. */
  keepAlive(): void {
    if (this.wanting) this.hand(keepAliveFrame(this.place()));
    else if (!this.ended && ++this.stalledFor > 2) {
      this.leave();
      this.controller?.error(new Error("The reader of a stream of events has taken nothing for a long time"));
    }
  }

  /** The place in the log up to which it was told everything that it wants. */
  private place(): Position | undefined {
    const { tail } = this.ports;
    return this.number === tail.end ? tail.upTo : undefined;
  }

  /** Ends it with a last word. */
  close(why: Closing): void {
    if (this.ended) return;
    this.leave();
    this.controller?.enqueue(closingFrame(why));
    this.controller?.close();
  }

  private leave(): void {
    if (this.ended) return;
    this.ended = true;
    this.wanting = false;
    this.ports.left(this);
  }
}

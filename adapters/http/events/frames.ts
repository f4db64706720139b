import type { FeedEvent, Position } from "../../../src/runtime/mod.ts";
import { logEventJson } from "../event-json.ts";

/** One event as a server-sent event. Without a name of its own, so that `onmessage` of a browser hears of all of them. */
export function eventFrame(told: FeedEvent): Uint8Array<ArrayBuffer> {
  return bytesOf(`id: ${cursorText(told)}\ndata: ${JSON.stringify(logEventJson(told.event))}\n\n`);
}

/** Who has seen up to a part of a stored event wants the next part. */
function cursorText({ event: { position }, part, last }: FeedEvent): string {
  return last ? position : `${position}.${part}`;
}

/** What a stream begins with: after how many milliseconds to come again, and the place it begins at. */
export function openingFrame(retryMs: number, position: Position | undefined): Uint8Array<ArrayBuffer> {
  return bytesOf(`${placeLines(position) ?? ": open\n"}retry: ${retryMs}\n\n`);
}

/** Keeps a connection from looking dead, and the place of who wants little of the log from falling behind: no event for anybody. */
export function keepAliveFrame(position: Position | undefined): Uint8Array<ArrayBuffer> {
  return bytesOf(`${placeLines(position) ?? ": keep-alive\n"}\n`);
}

/** For browsers, which keep an id also without an event, and for parsers that show comments only. */
function placeLines(position: Position | undefined): string | undefined {
  return position === undefined ? undefined : `: at ${position}\nid: ${position}\n`;
}

/** Why a stream ends. */
export interface Closing {
  readonly code: "overloaded" | "unavailable";
  readonly detail: string;
}

/** The last event of a stream that the server ends; `Last-Event-ID` resumes it. */
export function closingFrame({ code, detail }: Closing): Uint8Array<ArrayBuffer> {
  return bytesOf(`event: closing\ndata: ${JSON.stringify({ code, detail })}\n\n`);
}

/** Several frames in one piece. */
export function joinFrames(frames: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> | undefined {
  const [first] = frames;
  if (first === undefined || frames.length === 1) return first;
  const whole = new Uint8Array(frames.reduce((bytes, frame) => bytes + frame.byteLength, 0));
  let at = 0;
  for (const frame of frames) {
    whole.set(frame, at);
    at += frame.byteLength;
  }
  return whole;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

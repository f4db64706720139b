import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { ProcessorEvent } from "../processors/event-page.ts";

/** Which command of which handling. */
export interface ReactionCommand {
  readonly reactor: string;
  readonly item: Pick<ProcessorEvent, "event" | "subIndex">;
  readonly command: string;
  /** 1 for the first command of this name within one handling. */
  readonly count: number;
}

/** Characters; longer ids are hashed. */
const longest = 200;

/**
 * The id of a command that a reactor sends: equal whenever it handles the event again, on whatever node, so that a second attempt
 * gets the first outcome. Readable where it is short enough: `reactor:event id:Command:1`.
 */
export function reactionId({ reactor, item, command, count }: ReactionCommand): string {
  const { event, subIndex } = item;
  const part = subIndex === 0 ? event.id : `${event.id}#${subIndex}`;
  // No part can spell the colon between parts.
  const text = [reactor, part, command, String(count)].map(encodeURIComponent).join(":");
  return text.length > longest ? `reaction:${bytesToHex(sha256(new TextEncoder().encode(text)))}` : text;
}

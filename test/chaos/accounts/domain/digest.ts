import { keyHash } from "../../../../src/base/key-hash.ts";

/** Tells which events came and in which order. */
export function digested(digest: string, eventId: string): string {
  return keyHash(`${digest}/${eventId}`).toString(36);
}

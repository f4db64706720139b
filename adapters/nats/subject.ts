import type { RelayMessage } from "../../src/runtime/mod.ts";

const encoder = new TextEncoder();

/**
 * A text as one token of a subject. Letters, digits, hyphen and underscore stay; every other byte of its UTF-8 becomes `%` and two hex
 * digits, so that nothing of it separates tokens or is a wildcard: `decodeURIComponent` gives the text back. An empty text, which no token
 * can be, becomes `%00`.
 */
export function subjectToken(text: string): string {
  if (text === "") return "%00";
  return text.replace(/[^A-Za-z0-9_-]+/g, (part) => [...encoder.encode(part)].map(percent).join(""));
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** The subject that events have by default: `myelin.‹application›.‹aggregate›.‹Event›`, each a token of `subjectToken`. */
export function eventSubject({ application, aggregate, event }: RelayMessage): string {
  return ["myelin", ...[application, aggregate, event].map(subjectToken)].join(".");
}

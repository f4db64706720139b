import type { Json } from "../../../src/runtime/mod.ts";

/** The text with U+FFFD where Postgres could keep nothing: for words that are only shown. */
export function storableText(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, "\uFFFD");
}

/** JSON with such texts, keys included. */
export function storableJson(json: Json): Json {
  if (typeof json === "string") return storableText(json);
  if (Array.isArray(json)) return json.map(storableJson);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [storableText(key), storableJson(value)]));
}

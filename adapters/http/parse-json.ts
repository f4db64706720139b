import parse from "secure-json-parse";
import { type Json, MyelinError } from "../../src/runtime/mod.ts";
import { storableText } from "./storable-text.ts";

/**
 * The JSON value of a body. Refuses what JSON allows but no store keeps faithfully or no program expects: keys
 * that reach for a prototype, text with NUL or half a surrogate pair, numbers beyond a double, more than `maxDepth` levels.
 *
 * @throws MyelinError `malformed_json`
 */
export function parseJson(bytes: Uint8Array, maxDepth: number): Json {
  const value = parseText(textOf(bytes));
  checkValue(value, maxDepth);
  return value;
}

function textOf(bytes: Uint8Array): string {
  if (bytes.byteLength === 0) throw malformed("it is empty", "send the payload, {} if it has no fields");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw malformed("it is not UTF-8", "encode it as UTF-8");
  }
}

function parseText(text: string): Json {
  try {
    return parse(text);
  } catch (thrown) {
    const forbidden = thrown instanceof SyntaxError && thrown.message.includes("forbidden prototype property");
    throw forbidden
      ? malformed("it names a forbidden key", "leave out __proto__ and constructor.prototype")
      : malformed("it is not JSON", "send valid JSON");
  }
}

/** Level by level rather than by recursion, so that no depth of nesting can exhaust the stack. */
function checkValue(root: Json, maxDepth: number): void {
  let level: readonly Json[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    const next: Json[] = [];
    let nests = false;
    for (const value of level) nests = descend(value, next) || nests;
    if (nests && depth >= maxDepth)
      throw malformed(`it nests deeper than ${maxDepth} levels`, "flatten it, or raise maxDepth");
    level = next;
  }
}

/** Checks one value, puts its members to the next level, and tells whether it is an array or object. */
function descend(value: Json, next: Json[]): boolean {
  if (typeof value === "string") checkText(value);
  if (typeof value === "number" && !Number.isFinite(value))
    throw malformed("it has a number out of range", "stay within a double, or send text");
  if (typeof value !== "object" || value === null) return false;
  if (!Array.isArray(value)) for (const key of Object.keys(value)) checkText(key);
  for (const member of Object.values(value)) next.push(member);
  return true;
}

function checkText(text: string): void {
  if (!storableText(text))
    throw malformed("it has text with U+0000 or half a surrogate pair", "send well-formed Unicode without U+0000");
}

function malformed(state: string, mend: string): MyelinError {
  return new MyelinError("malformed_json", `Cannot read the body: ${state}; ${mend}`);
}

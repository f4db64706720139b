import type { SqlValue } from "../driver.ts";

/** The text of a one-dimensional array of any type. */
export function arrayLiteral(values: readonly SqlValue[]): string {
  return `{${values.map(elementLiteral).join(",")}}`;
}

/** Control characters, and halves of a pair that may stand alone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
const escapedOtherwise = /[\u0000-\u001f\ud800-\udfff]/;

function elementLiteral(value: SqlValue): string {
  if (value === null) return "NULL";
  // Looking first is 3 times faster than replacing nothing.
  if (!value.includes('"') && !value.includes("\\")) return `"${value}"`;
  // JSON escapes the two as arrays do, and is 2.8 times faster; of what else it escapes there is nothing in JSON's own text.
  if (!escapedOtherwise.test(value)) return JSON.stringify(value);
  return `"${value.replace(/[\\"]/g, "\\$&")}"`;
}

/** The elements of an array's text; those of more dimensions as arrays. */
export function parseArray(text: string): readonly ArrayElement[] {
  const start = text.indexOf("{"); // bounds such as [0:1]={…} come first
  return elementsFrom(text, start + 1).elements;
}

export type ArrayElement = SqlValue | readonly ArrayElement[];

interface Parsed {
  readonly elements: readonly ArrayElement[];
  /** Behind the closing brace. */
  readonly end: number;
}

function elementsFrom(text: string, start: number): Parsed {
  const elements: ArrayElement[] = [];
  let at = start;
  while (at < text.length && text[at] !== "}") {
    const [element, next] = elementAt(text, at);
    elements.push(element);
    at = text[next] === "," ? next + 1 : next;
  }
  return { elements, end: at + 1 };
}

function elementAt(text: string, at: number): readonly [ArrayElement, number] {
  if (text[at] === "{") {
    const { elements, end } = elementsFrom(text, at + 1);
    return [elements, end];
  }
  return text[at] === '"' ? quotedAt(text, at + 1) : plainAt(text, at);
}

function quotedAt(text: string, start: number): readonly [SqlValue, number] {
  let at = start;
  while (text[at] !== '"' && at < text.length) at += text[at] === "\\" ? 2 : 1;
  return [text.slice(start, at).replace(/\\(.)/gs, "$1"), at + 1];
}

function plainAt(text: string, start: number): readonly [SqlValue, number] {
  let at = start;
  while (at < text.length && text[at] !== "," && text[at] !== "}") at++;
  const element = text.slice(start, at);
  return [element === "NULL" ? null : element, at];
}

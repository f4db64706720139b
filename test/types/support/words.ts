import type { Finding } from "./compiler.ts";

/**
 * The compiler's words without the bodies of long types: those depend on the order in which files are checked, and hide the
 * sentence. What is kept of such a type is its name, and the sentence of an `Invalid`.
 */
export function wordsOf({ line, at, code, message }: Finding): string {
  const words = message
    .replaceAll(/import\("[^"]*"[^)]*\)\./g, "")
    .replaceAll(/(?<![a-z])'([^']*)'/g, (_, type: string) => `'${shorten(type)}'`);
  return [`${line}: ${at}`, ...`TS${code} ${words}`.split("\n").map((text) => `   ${text}`)].join("\n");
}

function shorten(type: string): string {
  if (type.length <= (type.startsWith("{") ? 24 : 60) || type.startsWith('"')) return type;
  const invalid = /Invalid<"[^>]*>/.exec(type)?.[0];
  const name = /^[A-Za-z]+(?=<)/.exec(type)?.[0];
  const head = name === undefined ? "…" : `${name}<…>`;
  return invalid === undefined || type.startsWith(invalid) ? (invalid ?? head) : `${head} & ${invalid}`;
}

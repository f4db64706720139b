/** Codes of Node and Bun for connections that were never made. */
const codes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "FailedToOpenSocket",
]);

/** Deno says it in words only. */
const words = /\bclient error \(Connect\)/;

/** Whether a `fetch` failed before anything was sent. */
export function neverConnected(error: unknown): boolean {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++) {
    if ("code" in one && typeof one.code === "string" && codes.has(one.code)) return true;
    if (words.test(one.message)) return true;
  }
  return false;
}

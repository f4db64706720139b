import { canonicalJson } from "../../base/json.ts";

/** SHA-256, in hex, over the canonical text of what makes two submissions of one id the same command. */
export async function payloadHash(
  command: string,
  { payload, scope }: { payload: unknown; scope: string },
): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalJson([command, scope, payload]));
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

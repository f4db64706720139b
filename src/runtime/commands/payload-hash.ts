import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { canonicalJson } from "../../base/json.ts";

/** SHA-256, in hex, over the canonical text of what makes two submissions of one id the same command. */
export function payloadHash(command: string, { payload, scope }: { payload: unknown; scope: string }): string {
  return bytesToHex(sha256(new TextEncoder().encode(canonicalJson([command, scope, payload]))));
}

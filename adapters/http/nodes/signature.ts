/** What a node's request is signed with, as headers. */
export interface Signature {
  /** Milliseconds since 1970, by the sender's clock. */
  readonly time: string;
  /** Never the same twice. */
  readonly nonce: string;
  /** HMAC-SHA-256 in hexadecimal. */
  readonly code: string;
}

/** Signs requests between nodes, and checks them, with what all nodes share. */
export interface Signer {
  sign(body: Uint8Array, stamp: Omit<Signature, "code">): Promise<string>;
  /** In constant time. */
  isRight(body: Uint8Array, signature: Signature): Promise<boolean>;
}

export const signatureHeaders = {
  time: "myelin-node-time",
  nonce: "myelin-node-nonce",
  code: "myelin-node-signature",
} as const;

/** The address of the route below the node's own, wherever that is mounted. */
export const nodePath = "/node/commands";

const utf8 = /* @__PURE__ */ new TextEncoder();

export function signer(secret: string): Signer {
  let known: Promise<CryptoKey> | undefined;
  const key = (): Promise<CryptoKey> => {
    known ??= crypto.subtle.importKey("raw", utf8.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
      "verify",
    ]);
    return known;
  };
  return {
    sign: async (body, stamp) => hexOf(await crypto.subtle.sign("HMAC", await key(), signedText(body, stamp))),
    isRight: async (body, { code, ...stamp }) => {
      const bytes = bytesOf(code);
      return bytes !== undefined && crypto.subtle.verify("HMAC", await key(), bytes, signedText(body, stamp));
    },
  };
}

/** Method, path, time and nonce, a line each, then the body: no part can be taken for another. */
function signedText(body: Uint8Array, { time, nonce }: Omit<Signature, "code">): Uint8Array<ArrayBuffer> {
  const head = utf8.encode(`POST\n${nodePath}\n${time}\n${nonce}\n`);
  const text = new Uint8Array(head.byteLength + body.byteLength);
  text.set(head);
  text.set(body, head.byteLength);
  return text;
}

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[0-9a-f]{64}$/.test(hex)) return undefined;
  return Uint8Array.from({ length: 32 }, (_, nth) => Number.parseInt(hex.slice(nth * 2, nth * 2 + 2), 16));
}

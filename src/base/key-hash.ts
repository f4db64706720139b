const utf8 = /* @__PURE__ */ new TextEncoder();

/**
 * The stable 32-bit hash of a key: MurmurHash3 x86_32 with seed 0 over the key's UTF-8 bytes, as an
 * unsigned number. The same on every runtime; segments, advisory locks and the node ring depend on it, so
 * it never changes. Source: Austin Appleby's public-domain MurmurHash3.
 */
export function keyHash(key: string): number {
  const bytes = utf8.encode(key);
  let hash = 0;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) hash = mixBlock(hash, blockAt(bytes, i));
  const tail = tailOf(bytes, whole);
  if (tail !== 0) hash ^= scramble(tail);
  return finish(hash ^ bytes.length);
}

function blockAt(bytes: Uint8Array, at: number): number {
  return byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24);
}

function tailOf(bytes: Uint8Array, from: number): number {
  let tail = 0;
  for (let i = bytes.length - 1; i >= from; i--) tail = (tail << 8) | byte(bytes, i);
  return tail;
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function scramble(block: number): number {
  return Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
}

function mixBlock(hash: number, block: number): number {
  return (Math.imul(rotate(hash ^ scramble(block), 13), 5) + 0xe6546b64) | 0;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function finish(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

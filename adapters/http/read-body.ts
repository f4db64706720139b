import type { Context } from "hono";
import { MyelinError } from "../../src/runtime/mod.ts";

/**
 * The body's bytes. Never holds more than `limit` of them: a declared length is checked before a byte is
 * read, a body without one (chunked) is counted as it arrives.
 *
 * @throws MyelinError `payload_too_large`; `aborted` when the caller left in the middle
 */
export async function readBody(context: Context, limit: number): Promise<Uint8Array> {
  const declared = context.req.header("content-length");
  const counted = declared === undefined || context.req.header("transfer-encoding") !== undefined;
  if (!counted && Number(declared) > limit) throw tooLarge(limit);
  try {
    const bytes = counted ? await countedBytes(context, limit) : new Uint8Array(await context.req.arrayBuffer());
    if (bytes.byteLength > limit) throw tooLarge(limit);
    return bytes;
  } catch (thrown) {
    if (thrown instanceof MyelinError) throw thrown;
    throw new MyelinError("aborted", "Cannot read the body: the connection ended before it did; send it again", {
      cause: thrown,
    });
  }
}

async function countedBytes(context: Context, limit: number): Promise<Uint8Array> {
  const { raw } = context.req;
  // Middleware in front may have read it already; Hono has kept it then.
  if (raw.bodyUsed || raw.body === null) return new Uint8Array(await context.req.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = raw.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.byteLength;
    if (length > limit) {
      // Not awaited: a sender that goes on must not hold up its own refusal.
      reader.cancel().catch(() => undefined);
      throw tooLarge(limit);
    }
    chunks.push(next.value);
  }
  return joined(chunks, length);
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function tooLarge(limit: number): MyelinError {
  return new MyelinError(
    "payload_too_large",
    `Cannot read the body: it is larger than ${limit} bytes; send less, or raise maxBodyBytes`,
    { details: { limit } },
  );
}

import { type SQL, sql } from "drizzle-orm";
import { keyHash, type SegmentStore } from "../../../src/runtime/mod.ts";
import type { BatchTransaction, SegmentRef } from "../../../src/store/segment-store.ts";

/** Segments are never smaller than this: the harness does not split further. */
export const smallestMask = 63;

/** A sequence counts what was seen: it stays counted when the transaction is rolled back. */
export const overlapSequence = "chaos_overlaps";

/**
 * Has each transaction on a projection's segment take locks of the harness's own, one for each of the smallest parts that the
 * segment covers, for as long as it lasts. Whoever finds one taken is in a segment with another transaction at once, whatever
 * becomes of either: nothing that overlaps can be missed.
 */
export function watchSegments(segments: SegmentStore, seen: (segment: SegmentRef) => void): SegmentStore {
  return {
    ...segments,
    work: (request) =>
      segments.work({
        ...request,
        handle: async (transaction, held) => {
          if (await isShared(transaction, request.claim)) seen(request.claim);
          return request.handle(transaction, held);
        },
      }),
  };
}

async function isShared({ db }: BatchTransaction, segment: SegmentRef): Promise<boolean> {
  const taken = sql`select nextval(${overlapSequence}) from unnest(${parts(segment)}) as part(number)
where not pg_try_advisory_xact_lock(${lockClass(segment.processor)}, part.number)`;
  // The store's handle is drizzle's: what `execute` answers there is a list of rows.
  const rows = (await (db as Runner).execute(taken)) as readonly unknown[];
  return rows.length > 0;
}

interface Runner {
  execute(query: SQL): PromiseLike<unknown>;
}

function parts({ id, mask }: SegmentRef): SQL {
  const count = (smallestMask + 1) / (mask + 1);
  const numbers = Array.from({ length: count }, (_, nth) => id + nth * (mask + 1));
  return sql.raw(`array[${numbers.join()}]::integer[]`);
}

/** A signed 32-bit number per processor, for the lock's first half. */
function lockClass(processor: string): SQL {
  return sql.raw(String(keyHash(`chaos/${processor}`) | 0));
}

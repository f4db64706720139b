import { type SQL, sql } from "drizzle-orm";
import type { BatchTransaction, Claim, SegmentStore } from "../../../src/store/segment-store.ts";

/** A row for each transaction on a segment in which timers may fire: `n` grows in the order of one segment's transactions. */
export const firingTable = `create table chaos_firing (n bigint generated always as identity primary key,
  id integer not null, mask integer not null, epoch bigint not null, owned bigint, fired integer not null)`;

/** Has each transaction on a workflow's segment write down, behind all else, under which epoch it fires and which one owns the segment. */
export function watchFiring(segments: SegmentStore): SegmentStore {
  return {
    ...segments,
    work: (request) =>
      segments.work({
        ...request,
        handle: async (transaction, held) => {
          const count = { fired: 0 };
          const reached = await request.handle(counting(transaction, count), held);
          await (transaction.db as Runner).execute(written(request.claim, count.fired)); // the store's handle is drizzle's
          return reached;
        },
      }),
  };
}

function counting(transaction: BatchTransaction, count: { fired: number }): BatchTransaction {
  const { workflows } = transaction;
  return {
    ...transaction,
    workflows: {
      ...workflows,
      takeTimers: async (timers) => {
        const taken = await workflows.takeTimers(timers);
        count.fired += taken.length;
        return taken;
      },
    },
  };
}

function written({ processor, id, mask, epoch }: Claim, fired: number): SQL {
  return sql`insert into chaos_firing (id, mask, epoch, owned, fired) select ${id}, ${mask}, ${epoch},
    (select o.epoch from myelin.owners o where o.processor = ${processor} and o.id = ${id}), ${fired}`;
}

interface Runner {
  execute(query: SQL): PromiseLike<unknown>;
}

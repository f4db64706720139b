import { eq } from "drizzle-orm";
import { projection, query } from "myelin";
import * as v from "valibot";
import { house, houseTable } from "../mistakes/vocabulary.ts";

export const houses = projection
  .free("houses", { tables: [houseTable] })
  .on(house, {
    Built: (db, { city }, { stream }) => db.insert(houseTable).values({ houseId: stream.id, city }),
    Sold: async (db, { price }, { stream }) => {
      if (price > 0) await db.update(houseTable).set({ price }).where(eq(houseTable.houseId, stream.id));
    },
  })
  .queries({ all: query(v.object({}), (_, { db }) => db.select().from(houseTable)) });

// Tables of somebody else's need not be named.
projection.free("log").on(house, { Sold: (db) => db.execute("select 1") });

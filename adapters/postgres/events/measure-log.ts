import { comparePositions, type EventStore, type Position } from "../../../src/runtime/mod.ts";
import { engineError } from "../engine-error.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { numberAt, positionAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import type { EventReading } from "./read-events.ts";

/** The first event that was recorded at $1 or later, and what lies before it; the last one where there is none. */
export function positionBeforeText({ quoted }: SchemaName): string {
  return `select coalesce(max(e.position), 0), clock_timestamp() from ${quoted}.events e where e.position < coalesce((
  select f.position from ${quoted}.events f
  where f.recorded_at >= to_timestamp($1::double precision / 1000) order by f.position limit 1), 9223372036854775807)`;
}

export function lagText({ quoted }: SchemaName): string {
  return `select count(*), (extract(epoch from (array_agg(b.recorded_at order by b.position))[1]) * 1000)::bigint, clock_timestamp()
from (select e.position, e.recorded_at from ${quoted}.events e
  where e.position > $1 and e.position <= $2 and e.type = any ($3::text[]) order by e.position limit $4) b`;
}

interface Measuring extends EventReading {
  readonly safeHead: () => Promise<Position>;
}

type Measures = Pick<EventStore, "positionBefore" | "lag">;

/** Milliseconds between two looks, and how many there are: as long as an append may last. */
const pause = 20;
const looks = 250;

export function measureLog({ driver, schema, safeHead }: Measuring): Measures {
  const before = async (time: Date): Promise<Position> => {
    try {
      const values = [String(time.getTime())];
      const { rows } = await driver.query({ text: positionBeforeText(schema), values });
      return positionAt(rows[0], 0);
    } catch (error) {
      throw engineError(error, "find a time in the log");
    }
  };
  return {
    positionBefore: async (time) => {
      const found = await before(time);
      for (let look = 0; look < looks; look++) {
        // What was not settled may have got earlier neighbours, so it is looked for once more.
        if (comparePositions(await safeHead(), found) >= 0) return earlierOf(await before(time), found);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
      return earlierOf(await safeHead(), found);
    },
    lag: async ({ after, upTo, types, limit }) => {
      const values = [after, upTo, arrayLiteral(types), String(limit)];
      try {
        const { rows } = await driver.query({ text: lagText(schema), values, prepare: true });
        const oldest = rows[0]?.[1] ?? null;
        return { events: numberAt(rows[0], 0), oldest: oldest === null ? undefined : new Date(Number(oldest)) };
      } catch (error) {
        throw engineError(error, "measure how far a processor is behind");
      }
    },
  };
}

function earlierOf(a: Position, b: Position): Position {
  return comparePositions(a, b) < 0 ? a : b;
}

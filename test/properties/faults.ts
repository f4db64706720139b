import fc from "fast-check";
import { MyelinError } from "../../src/base/error.ts";
import type { EventStore, ExclusiveEvents } from "../../src/store/event-store.ts";
import { turns } from "./turns.ts";

/** Loads and appends are put off by so many turns, or lose their answer before (7) or after (8) the commit. */
export const faults: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(8), { minLength: 1, maxLength: 12 });

/** Whether an answer may get lost. */
export function loseAnswers(drawn: readonly number[]): boolean {
  return drawn.some((fault) => fault >= 7);
}

/** What happens to each call in turn, from when it `begins`; past the end all goes well. */
export function faulty(events: EventStore, drawn: readonly number[]): { events: EventStore; begin(): void } {
  let nth = Number.POSITIVE_INFINITY;
  const fault = (): number => drawn[nth++] ?? 0;
  const late = (inner: ExclusiveEvents): ExclusiveEvents => ({
    load: async (requests) => {
      await turns(fault());
      return inner.load(requests);
    },
    append: async (requests) => {
      await turns(fault());
      return inner.append(requests);
    },
  });
  const losing = async <T>(call: (before: () => void) => Promise<T>): Promise<T> => {
    const own = fault();
    await turns(own);
    const result = await call(() => {
      if (own === 7) throw new MyelinError("outcome_unknown", "cut before the commit");
    });
    await turns(own % 3);
    if (own === 8) throw new MyelinError("outcome_unknown", "cut after the commit");
    return result;
  };
  const faultyEvents: EventStore = {
    ...events,
    load: late(events).load,
    append: (requests) =>
      losing(async (before) => {
        before();
        return events.append(requests);
      }),
    exclusive: ({ work, ...request }) =>
      losing((before) =>
        events.exclusive({
          ...request,
          work: async (inner) => {
            const value = await work(late(inner));
            // What was appended is rolled back.
            before();
            return value;
          },
        }),
      ),
  };
  return {
    events: faultyEvents,
    begin: () => {
      nth = 0;
    },
  };
}

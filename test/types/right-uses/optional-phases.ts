import { aggregate, byRoute, exponential, interval, noRetry, retryBy, type StateOf } from "myelin";
import * as v from "valibot";
import { house } from "../mistakes/vocabulary.ts";
import type { Same } from "../support/same.ts";

// The optional phases come in any order.
export const one = house
  .cache(false)
  .retry(interval({ everyMs: 100, maxAttempts: 5, deadlineMs: 1000 }), { Sell: noRetry() })
  .sequence(byRoute())
  .intercept("*", () => undefined)
  .upcast({ Sold: [({ amount }: { amount: number }) => ({ price: amount })] })
  .snapshot({ version: 1, everyEvents: 100 })
  .intercept("Sell", () => undefined);
export const other = house.snapshot({ version: 1, loadingMs: 50 }).sequence(byRoute()).cache(true);

house.retry(exponential({ maxAttempts: 3 }));
house.retry(exponential({ firstMs: 5, maxMs: 500, maxAttempts: 3, deadlineMs: 5000 }), {
  Build: retryBy("patience", (failures) => (failures.length > 2 ? undefined : failures.length * 10), {
    maxAttempts: 9,
  }),
});

house.snapshot({ version: 2, onEvents: ["Sold"] });
house.snapshot({ version: 2, everyEvents: 10, encode: ({ city }) => city, decode: (city) => ({ city, price: 0 }) });

// A state that JSON does not keep has words of its own for it.
const diary = aggregate("diary", {
  initial: () => new Map<string, Date>(),
  events: { Written: v.object({ at: v.string() }) },
  commands: { Write: v.object({ diaryId: v.string(), at: v.string() }) },
})
  .route("diaryId")
  .evolve({ Written: (days, { at }) => new Map([...days, [at, new Date(at)]]) })
  .decide({ Write: (_, { at }, { emit }) => emit.Written({ at }) })
  .snapshot({
    version: 1,
    everyEvents: 100,
    encode: (days) => [...days.keys()],
    decode: (days) => {
      const kept: Same<typeof days, string[]> = true;
      return new Map(kept ? days.map((day) => [day, new Date(day)]) : []);
    },
  });
export const state: Same<StateOf<typeof diary>, Map<string, Date>> = true;

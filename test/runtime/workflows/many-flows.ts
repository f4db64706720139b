import * as v from "valibot";
import { aggregate, application, compile, deadLetter, workflow } from "../../../src/mod.ts";
import type { Tables } from "../../../src/model/tables.ts";
import { account } from "./bank-flows.ts";

/** Something happens to a thing: what workflows of these tests react to. */
export const thing = aggregate("thing", {
  initial: () => 0,
  events: { Began: v.object({ n: v.number() }), Went: v.object({ n: v.number() }) },
  commands: {
    Begin: v.object({ thingId: v.string(), n: v.number() }),
    Go: v.object({ thingId: v.string(), n: v.number() }),
  },
  rejections: {},
})
  .route("thingId")
  .evolve({ Began: (count) => count + 1, Went: (count) => count + 1 })
  .decide({ Begin: (_, { n }, { emit }) => emit.Began({ n }), Go: (_, { n }, { emit }) => emit.Went({ n }) });

/** What a test may break. */
export interface Knobs {
  breaksOn?: number;
  breaksTimer?: boolean;
}

const Count = v.object({ n: v.number() });

/** Counts what happens to a thing, waits, reminds, and undoes. */
export function counting(knobs: Knobs) {
  return workflow("counting", {
    sends: [account],
    states: { on: Count },
    timers: { Later: Count },
    signals: { Add: Count, Break: v.object({}), Fail: v.object({}) },
    input: Count,
    result: Count,
    segments: 4,
    onFailure: deadLetter({ retries: 0 }),
  })
    .start(thing, { Began: ({ n }, { become, wait }) => [become.on({ n }), wait.Add()] })
    .startWith(({ n }, { become }) => become.on({ n }))
    .cron({ Nightly: { at: "0 3 * * *", do: ({ at }, { become }) => become.on({ n: at.getUTCDate() }) } })
    .in("on", (here) =>
      here
        .on(
          thing,
          {
            Went: ({ n: have }, { n }, { become, send, complete, schedule }) => {
              if (n === knobs.breaksOn) throw new Error("the reaction has a bug");
              if (n === 0) return complete({ n: have });
              if (n === 100) return schedule.Later({ in: "2 days" }, { n: 7 });
              return [
                send.Deposit({ accountId: "pot", amount: n }, { undo: send.Withdraw({ accountId: "pot", amount: n }) }),
                become.on({ n: have + n }),
              ];
            },
          },
          { by: (_, { stream }) => stream.id },
        )
        .onTimer({
          Later: (_, { n }, { become }) => {
            if (knobs.breaksTimer === true) throw new Error("the timer's reaction has a bug");
            return become.on({ n: n * 1000 });
          },
        })
        .onSignal({
          Add: ({ n: have }, { n }, { become }) => become.on({ n: have + n }),
          Break: (_, __, { send }) => send.Break({ accountId: "pot" }),
          Fail: (_, __, { fail }) => fail("told to"),
        }),
    );
}

export function countingTables(knobs: Knobs = {}): Tables {
  return compile(application("counting", [account, thing, counting(knobs)]));
}

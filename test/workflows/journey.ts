import * as v from "valibot";
import { application, compile, deadLetter, workflow } from "../../src/mod.ts";
import type { Tables } from "../../src/model/tables.ts";
import { account } from "../runtime/workflows/bank-flows.ts";
import { thing } from "../runtime/workflows/many-flows.ts";

/** What a test wants to be otherwise. */
export interface JourneyKnobs {
  /** Of every deposit; default 1. */
  readonly amount?: number;
  readonly strict?: boolean;
}

const Seen = v.object({ seen: v.array(v.string()) });
const hour = 3_600_000;

/** What `Go` does, by its number. */
export const go = { send: 1, fail: 2, schedule: 3, cancelOne: 4, cancelAll: 5, overdraw: 6, end: 7 } as const;

/** Goes on by whatever happens to a thing that is called like it. */
export function journey({ amount = 1, strict = false }: JourneyKnobs = {}) {
  const strictness = strict ? "deadLetter" : "ignore";
  return workflow("journey", {
    sends: [account],
    states: { on: Seen },
    timers: { Bell: v.object({ n: v.number() }) },
    segments: 4,
    onFailure: deadLetter({ retries: 0 }),
    onExisting: strictness,
    onMissing: strictness,
  })
    .start(thing, { Began: (_, { become }) => become.on({ seen: [] }) }, { by: (_, { stream }) => stream.id })
    .on(
      thing,
      {
        Went: (_, { n }, { id, now, send, schedule, cancel, complete, fail }) => {
          const both = ["first", "second"].map((which) => ({ accountId: `${id}-${which}`, amount }));
          switch (n) {
            case go.send:
              return both.map((one) => send.Deposit(one, { undo: send.Withdraw(one) }));
            case go.fail:
              return fail("told to");
            case go.schedule:
              return [
                schedule.Bell({ in: 2 * hour, key: "late" }, { n: 2 }),
                schedule.Bell({ in: hour, key: "soon" }, { n: 1 }),
                schedule.Bell({ at: new Date(now.getTime() - hour), key: "past" }, { n: 0 }),
              ];
            case go.cancelOne:
              return cancel.Bell({ key: "soon" });
            case go.cancelAll:
              return cancel.all();
            case go.overdraw:
              return send.Withdraw({ accountId: `${id}-first`, amount: 1_000 });
            default:
              return complete();
          }
        },
      },
      { by: (_, { stream }) => stream.id },
    )
    .onTimer({
      Bell: (data, { n }, { timer, become }) => become.on({ seen: [...(data?.seen ?? []), `${timer.key} ${n}`] }),
    })
    .onRejected({
      Withdraw: {
        TooLittle: (data, { missing }, { rejected, become }) =>
          become.on({
            seen: [...(data?.seen ?? []), `${rejected.command} ${rejected.payload.amount} lacks ${missing}`],
          }),
      },
    });
}

export function journeyTables(knobs: JourneyKnobs = {}): Tables {
  return compile(application("journeys", [account, thing, journey(knobs)]));
}

/** Its second version tells on the first occasion that it is another one. */
export function nextTables(): Tables {
  const next = workflow("journey", {
    version: 2,
    sends: [account],
    states: { on: Seen },
    segments: 4,
    onFailure: deadLetter({ retries: 0 }),
  })
    .start(thing, { Began: (_, { become }) => become.on({ seen: ["v2"] }) }, { by: (_, { stream }) => stream.id })
    .on(
      thing,
      { Went: (data, { n }, { become }) => become.on({ seen: [...(data?.seen ?? []), `v2 went ${n}`] }) },
      { by: (_, { stream }) => stream.id },
    )
    .migrate(journey(), ({ data }) => ({ state: "on", data: { seen: [...data.seen, "migrated"] } }));
  return compile(application("journeys", [account, thing, journey(), next]));
}

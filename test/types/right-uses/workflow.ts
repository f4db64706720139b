import { application, interval, noRetry, type StateWithData, type Workflow, workflow } from "myelin";
import * as v from "valibot";
import { house, type Nothing, offer, offers } from "../mistakes/vocabulary.ts";
import type { Same } from "../support/same.ts";

type None = v.InferOutput<typeof Nothing>;
interface Waiting {
  readonly state: "waiting";
  readonly data: { days: number };
}
interface Sold {
  readonly state: "sold";
  readonly data: None;
}

// What each reaction finds and is given, in a state and in all of them.
offer
  .in("waiting", (here) =>
    here
      .on(house, {
        Sold: (data, { price }, { state, event, id, now, send, become }) => {
          const found: Same<typeof data, { days: number }> = true;
          const named: Same<typeof state, "waiting"> = true;
          const sent = send.Sell(
            { houseId: id, price },
            { undo: send.Sell({ houseId: event.stream.id, price: 0 }), retry: noRetry() },
          );
          return found && named && now > event.recordedAt ? [sent, become.sold()] : undefined;
        },
      })
      .onTimer({
        Due: (_, { times }, { schedule, timer: { key } }) => schedule.Due({ in: 1000, key }, { times: times + 1 }),
      }),
  )
  .on(
    house,
    {
      Built: (data, { city }, { state, fail }) => {
        const found: Same<typeof data, { days: number } | None | null> = true;
        const named: Same<typeof state, "waiting" | "sold" | null> = true;
        return found && named ? fail(city) : [];
      },
    },
    { by: ({ city }, { stream }) => (city === "" ? null : stream.id) },
  )
  .onRejected({
    Sell: {
      AlreadySold: (_, nothing: null, { complete, rejected }) => complete({ price: nothing ?? rejected.payload.price }),
    },
  })
  .onSignal({ Stop: (_, { why }, { cancel, fail }) => [cancel.Due({ key: "again" }), cancel.all(), fail(why)] })
  .onTimeout({ Stop: (_, __, { wait }) => wait.Stop({ within: "2 weeks" }) })
  .onJoined({
    both: (_, outcomes, { first, send, id }) =>
      outcomes.some(({ ok }) => ok === true) ? first.both([send.Sell({ houseId: id, price: 1 })]) : undefined,
  })
  .migrate(offer, (from) => {
    // Both ways: a union is the same in any order.
    const all: readonly (typeof from)[] = [from] satisfies readonly (Waiting | Sold)[];
    const none: Exclude<Waiting | Sold, typeof from>[] = [];
    return all.length > none.length ? { state: "sold", data: {} } : from;
  })
  .migrate(({ state, data }) => ({ state: "waiting", data: { days: state === "waiting" ? Number(data) : 0 } }));

offers.onChild({
  offer: {
    completed: (_, { price }, { child, complete }) =>
      price > 0 ? complete() : [complete(), undefined, ...(child.id ? [] : [])],
    failed: (_, why: string, { spawn, fail }) => [spawn.offer({ city: why }, { id: "again" }), fail(why)],
  },
});

// Several versions of one name, and a child without input.
const old = workflow("nightly", { retry: interval({ everyMs: 1, maxAttempts: 3 }) })
  .startWith((input, { complete }) => (input === null ? complete() : undefined))
  .cron({ Nightly: { at: "0 3 * * *", do: ({ at }, { fail }) => fail(at.toISOString()) } });
const now = workflow("nightly", { version: 2, spawns: [old], onExisting: "deadLetter" })
  .startWith((_, { spawn, complete }) => [spawn.nightly(), spawn.nightly(null, { id: "n" }), complete()])
  .migrate(() => {
    throw new RangeError("no instance lasts until then");
  });
application("town", [house, offer, offers, old, now]);

export const kept: Workflow<NonNullable<(typeof offer)["~types"]>> = offer;
export const state: StateWithData<NonNullable<(typeof offer)["~types"]>> = { state: "waiting", data: { days: 1 } };
export const plain = workflow("plain", { states: { open: v.object({ at: v.optional(v.string()) }) } }).start(house, {
  Built: (_, { become }) => become.open(),
});

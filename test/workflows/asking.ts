import * as v from "valibot";
import { application, compile, deadLetter, workflow } from "../../src/mod.ts";
import type { Tables } from "../../src/model/tables.ts";
import { account, request } from "../runtime/workflows/bank-flows.ts";

/** What a test may break. */
export interface AskingKnobs {
  /** The instance that cannot be begun, with an error of this text. */
  broken?: string | undefined;
}

const held = { accountId: "hold", amount: 30 };

/** Holds money while somebody is asked; the answer has two days, and without one the money goes back. */
export function asking(knobs: AskingKnobs = {}) {
  return workflow("asking", {
    sends: [account],
    states: { asked: v.object({ what: v.string() }) },
    signals: { Answer: v.object({ yes: v.boolean() }) },
    input: v.object({ what: v.string() }),
    result: v.object({ what: v.string() }),
    segments: 4,
    onFailure: deadLetter({ retries: 0 }),
  })
    .start(request, {
      Asked: ({ what }, { id, send, become, wait }) => {
        if (knobs.broken === id) throw new Error("the start has a bug");
        return [
          send.Deposit(held, { undo: send.Withdraw(held) }),
          become.asked({ what }),
          wait.Answer({ within: "2 days" }),
        ];
      },
    })
    .startWith(({ what }, { become, wait }) => [become.asked({ what }), wait.Answer({ within: "1 day" })])
    .in("asked", (here) =>
      here
        .onSignal({ Answer: ({ what }, { yes }, { complete, fail }) => (yes ? complete({ what }) : fail("no")) })
        .onTimeout({ Answer: ({ what }, _, { fail }) => fail(`nobody answered: ${what}`) }),
    );
}

/** Asks two at once, and is done when both have said yes. */
export const polling = workflow("polling", {
  spawns: [asking()],
  states: { asked: v.object({ whom: v.array(v.string()) }) },
  joins: ["answers"],
  input: v.object({ whom: v.array(v.string()) }),
  segments: 4,
  onFailure: deadLetter({ retries: 0 }),
})
  .startWith(({ whom }, { id, become, all, spawn }) => [
    become.asked({ whom }),
    all.answers(whom.map((one) => spawn.asking({ what: one }, { id: `${id}-${one}` }))),
  ])
  .in("asked", (here) =>
    here.onJoined({
      answers: (_, outcomes, { complete, fail }) => (outcomes.every(({ ok }) => ok) ? complete() : fail("not all")),
    }),
  );

export function askingTables(knobs: AskingKnobs = {}): Tables {
  return compile(application("asking", [account, request, asking(knobs), polling]));
}

import * as v from "valibot";
import { aggregate } from "../../../../src/mod.ts";

const Pocket = v.picklist(["a", "b"]);
const Entry = { pocket: Pocket, amount: v.number(), tag: v.string() };

type Pockets = { readonly [K in v.InferOutput<typeof Pocket>]: number };

/** Two pockets in one stream. Events marked `echo` are sent back by a reactor. */
export const account = aggregate("account", {
  initial: (): Pockets => ({ a: 0, b: 0 }),
  events: {
    Deposited: v.object({ ...Entry, echo: v.boolean() }),
    Withdrawn: v.object(Entry),
  },
  commands: {
    Deposit: v.object({ accountId: v.string(), ...Entry, echo: v.boolean() }),
    Withdraw: v.object({ accountId: v.string(), ...Entry }),
    Transfer: v.object({ accountId: v.string(), from: Pocket, to: Pocket, amount: v.number(), tag: v.string() }),
  },
  rejections: { Insufficient: "The pocket holds less" },
})
  .route("accountId")
  .evolve({
    Deposited: (state, { pocket, amount }) => ({ ...state, [pocket]: state[pocket] + amount }),
    Withdrawn: (state, { pocket, amount }) => ({ ...state, [pocket]: state[pocket] - amount }),
  })
  .decide({
    Deposit: (_, { pocket, amount, tag, echo }, { emit }) => emit.Deposited({ pocket, amount, tag, echo }),
    Withdraw: (state, { pocket, amount, tag }, { emit, reject }) =>
      state[pocket] < amount ? reject.Insufficient() : emit.Withdrawn({ pocket, amount, tag }),
    Transfer: (state, { from, to, amount, tag }, { emit, reject }) =>
      state[from] < amount
        ? reject.Insufficient()
        : [emit.Withdrawn({ pocket: from, amount, tag }), emit.Deposited({ pocket: to, amount, tag, echo: false })],
  });

import { aggregate, application, aroundHandling, byRoute, onDispatch } from "../../../src/mod.ts";
import { type AccountState, Deposited, DepositMoney, FillAccount, OpenAccount, Opened } from "./messages.ts";

/** Validation, routing and sequencing are on; ids and correlation always are. */
export const account = aggregate("account", {
  initial: (): AccountState => ({ status: "none" }),
  events: { AccountOpened: Opened, MoneyDeposited: Deposited },
  commands: { OpenAccount, DepositMoney, FillAccount },
  rejections: { AlreadyOpen: "The account is open already", NotOpen: "The account is not open" },
})
  .route("accountId")
  .evolve({
    AccountOpened: () => ({ status: "open", balance: 0 }),
    MoneyDeposited: (state, { amount }) =>
      state.status === "open" ? { status: "open", balance: state.balance + amount } : state,
  })
  .decide({
    OpenAccount: (state, { owner }, { emit, reject }) =>
      state.status === "none" ? emit.AccountOpened({ owner }) : reject.AlreadyOpen(),
    DepositMoney: (state, { amount }, { emit, reject }) =>
      state.status === "open" ? emit.MoneyDeposited({ amount }) : reject.NotOpen(),
    FillAccount: (state, { entries }, { emit, reject }) =>
      state.status === "none"
        ? [
            emit.AccountOpened({ owner: "Ann" }),
            ...Array.from({ length: entries - 1 }, () => emit.MoneyDeposited({ amount: 1 })),
          ]
        : reject.AlreadyOpen(),
  })
  .sequence(byRoute());

/** What Myelin is measured with; one interceptor of each kind lets every command through. */
export function accounts({ interceptors }: { readonly interceptors: boolean }) {
  if (!interceptors) return application("accounts", [account]);
  return application("accounts", [account.intercept("*", () => undefined)], {
    dispatch: [onDispatch("look", () => undefined)],
    handle: [aroundHandling("pass", (_, next) => next())],
  });
}

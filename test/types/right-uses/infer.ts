import type {
  CommandMessage,
  CommandOf,
  CommandOutcomeOf,
  CommandPayloadOf,
  EventMessage,
  EventOf,
  QueryAnswerOf,
  QueryParametersOf,
  RejectionMessage,
  RejectionOf,
  StateOf,
} from "myelin";
import type { AccountState, account, bank } from "../../dsl/bank.ts";
import type { Same } from "../support/same.ts";

type Account = typeof account;
type Bank = typeof bank;

export const state: Same<StateOf<Account>, AccountState> = true;
export const event: Same<EventOf<Account, "AccountOpened">, EventMessage<"AccountOpened", { owner: string }>> = true;
export const events: Same<EventOf<Account>["name"], "AccountOpened" | "MoneyDeposited" | "MoneyWithdrawn"> = true;
export const command: Same<
  CommandOf<Account, "OpenAccount">,
  CommandMessage<"OpenAccount", { accountId: string; owner: string }>
> = true;
export const rejection: Same<RejectionOf<Account, "NotOpen">, RejectionMessage<"NotOpen", null>> = true;

// What a command leads to is what its own decider may answer, seen from the aggregate and from the application.
interface Withdrawn {
  readonly events: "MoneyWithdrawn";
  readonly rejections: { readonly NotOpen: null; readonly InsufficientFunds: { balance: number; missing: number } };
}

type Plain<T> = { readonly [K in keyof T]: T[K] };

export const ofAggregate: Same<CommandOutcomeOf<Account, "WithdrawMoney">, Plain<Withdrawn>> = true;
export const ofApplication: Same<CommandOutcomeOf<Bank, "WithdrawMoney">, Plain<Withdrawn>> = true;
export const rejections: Same<CommandOutcomeOf<Bank, "OpenAccount">["rejections"], { readonly AlreadyOpen: null }> =
  true;
export const payload: Same<CommandPayloadOf<Bank, "OpenAccount">, { accountId: string; owner: string }> = true;

export const parameters: Same<QueryParametersOf<Bank, "balances", "balanceOf">, { accountId: string }> = true;
export const rows: Same<
  QueryAnswerOf<Bank, "balances", "balanceOf">,
  { accountId: string; owner: string; balance: number }[]
> = true;
export const owner: Same<QueryAnswerOf<Bank, "balances", "ownerOf">, string | undefined> = true;

import { expectTypeOf, test } from "vitest";
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
} from "../../src/mod.ts";
import type { AccountState, account, bank } from "./bank.ts";

type Account = typeof account;
type Bank = typeof bank;

test("inference helpers read state, messages and outcomes from a declaration", () => {
  expectTypeOf<StateOf<Account>>().toEqualTypeOf<AccountState>();
  expectTypeOf<EventOf<Account, "AccountOpened">>().toEqualTypeOf<EventMessage<"AccountOpened", { owner: string }>>();
  expectTypeOf<EventOf<Account>["name"]>().toEqualTypeOf<"AccountOpened" | "MoneyDeposited" | "MoneyWithdrawn">();
  expectTypeOf<CommandOf<Account, "OpenAccount">>().toEqualTypeOf<
    CommandMessage<"OpenAccount", { accountId: string; owner: string }>
  >();
  expectTypeOf<RejectionOf<Account, "NotOpen">>().toEqualTypeOf<RejectionMessage<"NotOpen", null>>();
});

test("a command's outcome is what its own decider may answer, in the aggregate and in the application", () => {
  interface Withdrawn {
    readonly events: "MoneyWithdrawn";
    readonly rejections: {
      readonly NotOpen: null;
      readonly InsufficientFunds: { balance: number; missing: number };
    };
  }
  expectTypeOf<CommandOutcomeOf<Account, "WithdrawMoney">>().toEqualTypeOf<Withdrawn>();
  expectTypeOf<CommandOutcomeOf<Bank, "WithdrawMoney">>().toEqualTypeOf<Withdrawn>();
  expectTypeOf<CommandOutcomeOf<Bank, "OpenAccount">["rejections"]>().toEqualTypeOf<{ readonly AlreadyOpen: null }>();
  expectTypeOf<CommandPayloadOf<Bank, "OpenAccount">>().toEqualTypeOf<{ accountId: string; owner: string }>();
});

test("an application knows its queries by projection and name", () => {
  expectTypeOf<QueryParametersOf<Bank, "balances", "balanceOf">>().toEqualTypeOf<{ accountId: string }>();
  expectTypeOf<QueryAnswerOf<Bank, "balances", "balanceOf">>().toEqualTypeOf<
    { accountId: string; owner: string; balance: number }[]
  >();
  expectTypeOf<QueryAnswerOf<Bank, "balances", "ownerOf">>().toEqualTypeOf<string | undefined>();
});

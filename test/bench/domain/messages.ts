import * as v from "valibot";
import { warm } from "../cases.ts";

/** The messages that every contestant checks with valibot. */
export const AccountId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
export const Owner = v.pipe(v.string(), v.minLength(1));
export const Amount = v.pipe(v.number(), v.integer(), v.minValue(1));

export const Opened = v.object({ owner: Owner });
export const Deposited = v.object({ amount: Amount });
export const OpenAccount = v.object({ accountId: AccountId, owner: Owner });
export const DepositMoney = v.object({ accountId: AccountId, amount: Amount });
/** Opens an account and books so many entries; only prepares. */
export const FillAccount = v.object({ accountId: AccountId, entries: v.number() });

export type AccountState = { readonly status: "none" } | { readonly status: "open"; readonly balance: number };

/** The accounts of `warm-streams`. */
export const warmAccounts: readonly string[] = Array.from({ length: warm.streams }, (_, n) => `warm-${n}`);

export function anyWarmAccount(): string {
  return `warm-${Math.floor(Math.random() * warm.streams)}`;
}

import type { CommandSubmission } from "../../../src/runtime/mod.ts";
import type { HttpCommand } from "../load/send-command.ts";
import type { Draw } from "../random.ts";

export const accounts = 1_000;
/** Cents in each account at first. */
export const opening = 50_000;
/** So much no account ever holds, and nobody has to approve it. */
const tooMuch = 100_000;
const usual = 500;
/** Transfers in a hundred that ask for too much, and that go where no account is. */
const refused = 2;
const nowhere = 4;

export const accountOf = (nth: number): string => `acc-${nth}`;

/** Opens an account and fills it, in this order. */
export function openingOf(nth: number): readonly CommandSubmission[] {
  const accountId = accountOf(nth);
  return [
    { command: "OpenAccount", payload: { accountId, owner: `Owner ${nth}` } },
    { command: "DepositMoney", payload: { accountId, amount: opening } },
  ];
}

/** Most are done; some find too little money, and some take it back because nobody is there to get it. */
export function drawTransfer(draw: Draw, nth: number): HttpCommand {
  const [from, other] = [draw.between(0, accounts - 1), draw.between(1, accounts - 1)];
  const amount = draw.percent(refused) ? tooMuch : draw.between(1, usual);
  const to = draw.percent(nowhere) ? `closed-${other}` : accountOf((from + other) % accounts);
  const payload = { transferId: transferOf(nth), from: accountOf(from), to, amount };
  return { id: `request-${nth}`, name: "RequestTransfer", payload };
}

export const transferOf = (nth: number): string => `t-${nth}`;

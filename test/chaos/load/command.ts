import type { Draw } from "../random.ts";

/** A command as a caller sends it, and what its events will be. */
export interface ChaosCommand {
  readonly id: string;
  readonly name: "Deposit" | "Withdraw" | "Transfer";
  readonly payload: Readonly<Record<string, unknown>> & { readonly accountId: string };
  /** Events that it makes when it is not rejected. */
  readonly makes: number;
}

export interface CommandPlace {
  readonly id: string;
  /** Counts up while the run goes on: accounts are left behind, so that a parked one does not grow for ever. */
  readonly generation: number;
}

const accounts = 24;
const tags = 24;

export function drawCommand(draw: Draw, { id, generation }: CommandPlace): ChaosCommand {
  const accountId = `acc-${generation}-${draw.between(1, accounts)}`;
  const pocket = draw.of(["a", "b"] as const);
  const common = { accountId, amount: draw.between(1, 100), tag: `tag-${draw.between(1, tags)}` };
  const kind = draw.between(1, 10);
  if (kind <= 6) return { id, name: "Deposit", payload: { ...common, pocket, echo: draw.percent(20) }, makes: 1 };
  if (kind <= 8) return { id, name: "Withdraw", payload: { ...common, pocket }, makes: 1 };
  const to = pocket === "a" ? "b" : "a";
  return { id, name: "Transfer", payload: { ...common, from: pocket, to }, makes: 2 };
}

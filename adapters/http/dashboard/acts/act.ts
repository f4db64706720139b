import type { Engine } from "../../../../src/runtime/mod.ts";
import type { Form } from "../session/form.ts";
import type { AddressOptions, Outcome } from "../view.ts";

/** What an operation came to, and the page that shows it. */
export interface ActResult {
  readonly outcome: Outcome;
  readonly page: string;
  readonly parameters?: AddressOptions;
}

/** One operation of the dashboard. What it throws is told on the page that `back` names. */
export interface Act {
  readonly run: (form: Form, engine: Engine) => Promise<ActResult>;
  /** The page to go back to when it fails. */
  readonly back: (form: Form) => Omit<ActResult, "outcome">;
}

/** Operations by the name that forms call them by. */
export type ActTable = Readonly<Record<string, Act>>;

/** Shown as what was done. */
export function good(text: string): Outcome {
  return { kind: "good", text };
}

/** Shown as what went wrong. */
export function bad(text: string): Outcome {
  return { kind: "bad", text };
}

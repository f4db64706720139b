import type { CaseOutcome } from "../run-cases.ts";

/** Runs the cases on one runtime against the migrated database at `url`. Throws where they could not be run to their end. */
export type Runner = (url: string, tell: (outcome: CaseOutcome) => void) => Promise<void>;

/** A runtime that is here, or why it is not. */
export type Found = { readonly run: Runner } | { readonly missing: string };

import { type Mistake, mistake } from "./mistake.ts";

/** A number of a declaration, and what it may be. */
export interface Quantity {
  readonly name: string;
  readonly value: number | undefined;
  /** `natural`: a whole number, 0 or more; `count`: 1 or more. */
  readonly kind: "milliseconds" | "natural" | "count";
  readonly optional?: true;
  /** The largest one allowed. */
  readonly most?: number;
}

const rules = {
  milliseconds: { isFit: (value: number) => Number.isFinite(value) && value >= 0, mend: "milliseconds, 0 or more" },
  natural: { isFit: (value: number) => Number.isSafeInteger(value) && value >= 0, mend: "a whole number, 0 or more" },
  count: { isFit: (value: number) => Number.isSafeInteger(value) && value >= 1, mend: "a whole number, 1 or more" },
} as const;

export function checkNumbers(
  component: string,
  { subject, quantities }: { subject: string; quantities: readonly Quantity[] },
): readonly Mistake[] {
  return quantities.filter(isUnfit).map(({ name, value, kind, most }) => {
    const mend = most === undefined ? rules[kind].mend : `a whole number from 1 to ${most}`;
    return mistake(component, { subject, state: `its ${name} is ${String(value)}`, mend: `give ${mend}` });
  });
}

function isUnfit({ value, kind, optional, most = Number.POSITIVE_INFINITY }: Quantity): boolean {
  if (value === undefined) return optional !== true;
  return !rules[kind].isFit(value) || value > most;
}

import { type Mistake, mistake } from "./mistake.ts";

/** A number of a declaration, and what it may be. */
export interface Quantity {
  readonly name: string;
  /** Undefined where it was not given. */
  readonly value: number | undefined;
  readonly kind: "milliseconds" | "count";
}

const rules = {
  milliseconds: { isFit: (value: number) => Number.isFinite(value) && value >= 0, mend: "milliseconds, 0 or more" },
  count: { isFit: (value: number) => Number.isSafeInteger(value) && value >= 1, mend: "a whole number, 1 or more" },
} as const;

export function checkNumbers(
  component: string,
  { subject, quantities }: { subject: string; quantities: readonly Quantity[] },
): readonly Mistake[] {
  return quantities.flatMap(({ name, value, kind }) =>
    value === undefined || rules[kind].isFit(value)
      ? []
      : [mistake(component, { subject, state: `its ${name} is ${String(value)}`, mend: `give ${rules[kind].mend}` })],
  );
}

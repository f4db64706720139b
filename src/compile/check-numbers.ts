import { type Mistake, mistake } from "./mistake.ts";

/** A number of a declaration, and what it may be. */
export interface Quantity {
  readonly name: string;
  readonly value: number | undefined;
  readonly kind: "milliseconds" | "count";
  readonly optional?: true;
}

const rules = {
  milliseconds: {
    isFit: (value?: number) => value !== undefined && Number.isFinite(value) && value >= 0,
    mend: "milliseconds, 0 or more",
  },
  count: {
    isFit: (value?: number) => value !== undefined && Number.isSafeInteger(value) && value >= 1,
    mend: "a whole number, 1 or more",
  },
} as const;

export function checkNumbers(
  component: string,
  { subject, quantities }: { subject: string; quantities: readonly Quantity[] },
): readonly Mistake[] {
  return quantities.flatMap(({ name, value, kind, optional = false }) =>
    (optional && value === undefined) || rules[kind].isFit(value)
      ? []
      : [mistake(component, { subject, state: `its ${name} is ${String(value)}`, mend: `give ${rules[kind].mend}` })],
  );
}

/** Aggregates that something sends commands to, and that the application does not have. */
export function strangeSends(
  sends: readonly string[],
  aggregates: ReadonlySet<string>,
): readonly { readonly state: string; readonly mend: string }[] {
  return sends
    .filter((aggregate) => !aggregates.has(aggregate))
    .map((aggregate) => ({
      state: `it sends commands of aggregate "${aggregate}", which is not in this application`,
      mend: "add the aggregate to the application, or remove it from sends",
    }));
}

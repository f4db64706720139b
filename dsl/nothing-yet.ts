/** What a projection reads and answers before it is told. */
export const nothingYet: { readonly on: readonly never[]; readonly queries: Readonly<Record<string, never>> } =
  Object.freeze({ on: Object.freeze([]), queries: Object.freeze({}) });

/** `true` where both types are the same; else a type that shows both. */
export type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
    ? true
    : { readonly found: A; readonly wanted: B };

/** `await given(…).when(…)` calls `then` with two functions: what stands there then never compares anything. */
export function refuseAwait(expected: readonly unknown[]): void {
  if (expected.length > 0 && expected.every((one) => typeof one === "function"))
    throw new TypeError(
      "Cannot await given(…).when(…): it is no promise; call .then(…) with what you expect, without await",
    );
}

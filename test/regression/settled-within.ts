/** What a promise came to once the event loop has turned some times: its value, its error's code, or `pending`. */
export async function cameTo(promise: Promise<unknown>): Promise<unknown> {
  const outcome = promise.then(
    (value) => value,
    (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
  );
  const pending = (async () => {
    for (let turn = 0; turn < 60; turn++) await new Promise(setImmediate);
    return "pending";
  })();
  return Promise.race([outcome, pending]);
}

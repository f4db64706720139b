/** Marks a handler; what stands under it is the handler itself. */
const onceHandler: unique symbol = Symbol("myelin.once");

/**
 * A handler that a replay does not call: for what must not happen again, such as a mail, or for rows that a replay has to leave as
 * they are. Stands around the handler where it is declared.
 *
 * @example
 * ```ts
 * .on(account, { MoneyDeposited: once((row, { amount }) => ({ bonus: row.bonus + amount / 100 })) })
 * ```
 */
export function once<Handler extends (...args: never[]) => unknown>(handler: Handler): Handler {
  const marked = (...args: never[]): unknown => handler(...args);
  // It takes and answers what the handler does; `on` looks for the mark and keeps the handler itself.
  return Object.freeze(Object.assign(marked, { [onceHandler]: handler })) as unknown as Handler;
}

/** The handler that was marked; undefined where none was. */
export function markedHandler(handler: object): unknown {
  // Only `once` knows the mark.
  return (handler as { readonly [onceHandler]?: unknown })[onceHandler];
}

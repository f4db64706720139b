/** A value that is mostly there at once. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Goes on with a value: at once where it is there, so that the common case costs no turn of the event loop. */
export function andThen<In, Out>(value: MaybePromise<In>, next: (value: In) => MaybePromise<Out>): MaybePromise<Out> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** All values, at once where all are there. */
export function allOf<Value>(values: readonly MaybePromise<Value>[]): MaybePromise<readonly Value[]> {
  const ready: Value[] = [];
  for (const value of values) {
    if (value instanceof Promise) return Promise.all(values);
    ready.push(value);
  }
  return ready;
}

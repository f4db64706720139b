/** What arrives of a `T` that was sent as JSON: times are text, what is undefined is left out of objects and null elsewhere. */
export type Received<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null
    ? T
    : T extends undefined
      ? null
      : T extends { toJSON(...args: never[]): infer Sent }
        ? Received<Sent>
        : T extends Unsayable
          ? never
          : T extends ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
            ? Readonly<Record<never, never>>
            : T extends readonly unknown[]
              ? { readonly [K in keyof T]: Received<T[K]> }
              : T extends object
                ? ReceivedMembers<T>
                : never;

type Unsayable = bigint | symbol | ((...args: never[]) => unknown);

type ReceivedMembers<T> = Plain<
  {
    readonly [K in keyof T as undefined extends T[K] ? never : Sayable<K, T[K]>]: Received<T[K]>;
  } & {
    readonly [K in keyof T as undefined extends T[K] ? Sayable<K, T[K]> : never]?: Received<Exclude<T[K], undefined>>;
  }
>;

type Sayable<K, Value> = K extends string | number
  ? Value extends symbol | ((...args: never[]) => unknown)
    ? never
    : K
  : never;

type Plain<T> = { readonly [K in keyof T]: T[K] };

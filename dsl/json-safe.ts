/** What JSON carries and gives back unchanged; a property may be absent, an array item may not. */
export type JsonSafe =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Exclude<JsonSafe, undefined>[]
  | { readonly [key: string]: JsonSafe };

/**
 * Why JSON would not give `T` back: a phrase for a sentence, or never when all is well. One relation decides the common case,
 * since it costs no instantiations; another decides interfaces and recursive types; only then is the culprit looked for.
 */
export type JsonMistake<T> = [T] extends [JsonSafe] ? never : [T] extends [JsonForm<T>] ? never : Named<T>;

/** `T` with never in the place of whatever JSON would not keep. Lazy, so that a recursive type ends. */
type JsonForm<T> = unknown extends T
  ? T
  : T extends Unkept
    ? never
    : T extends readonly (infer Item)[]
      ? undefined extends Item
        ? never
        : { [K in keyof T]: JsonForm<T[K]> }
      : T extends object
        ? { [K in keyof T]: JsonForm<T[K]> }
        : T;

type Unkept =
  | bigint
  | symbol
  | Date
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ((...args: never[]) => unknown);

type Named<T> = [Culprit<T, "", []>] extends [never] ? "something deep inside" : Culprit<T, "", []>;

/** The culprits nearest to the surface. Depth is bounded, or a recursive data type would never end. */
type Culprit<T, At extends string, Depth extends readonly unknown[]> = unknown extends T
  ? never
  : Depth["length"] extends 6
    ? never
    : T extends Unkept
      ? Phrase<T, At>
      : T extends readonly (infer Item)[]
        ? undefined extends Item
          ? `undefined array items${In<At>}`
          : Culprit<Item, At, [...Depth, unknown]>
        : T extends object
          ? [Own<T, At>] extends [never]
            ? { [K in keyof T]-?: Culprit<T[K], Below<At, K>, [...Depth, unknown]> }[keyof T]
            : Own<T, At>
          : never;

type Own<T, At extends string> = {
  [K in keyof T]-?: unknown extends T[K] ? never : OwnValue<T[K], Below<At, K>>;
}[keyof T];

type OwnValue<Value, At extends string> = Value extends Unkept ? Phrase<Value, At> : never;

type Phrase<T extends Unkept, At extends string> = `a ${T extends bigint
  ? "bigint"
  : T extends symbol
    ? "symbol"
    : T extends Date
      ? "Date"
      : T extends ReadonlyMap<unknown, unknown>
        ? "Map"
        : T extends ReadonlySet<unknown>
          ? "Set"
          : "function"}${In<At>}`;

type Below<At extends string, K> = K extends string ? (At extends "" ? K : `${At}.${K}`) : At;

type In<At extends string> = At extends "" ? "" : ` in \`${At}\``;

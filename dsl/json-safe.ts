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
 * Why JSON would not give `T` back: a phrase for a sentence, or never when all is well. One relation decides
 * the common case, since it costs no instantiations; only what fails it is looked through for the culprit.
 */
export type JsonMistake<T> = [T] extends [JsonSafe] ? never : Culprit<T, "", []>;

/** Depth is bounded, or a recursive data type would never end. */
type Culprit<T, At extends string, Depth extends readonly unknown[]> = unknown extends T
  ? never
  : Depth["length"] extends 8
    ? never
    : T extends string | number | boolean | null | undefined
      ? never
      : T extends object
        ? CulpritObject<T, At, Depth>
        : `a ${T extends bigint ? "bigint" : "symbol"}${In<At>}`;

type CulpritObject<T extends object, At extends string, Depth extends readonly unknown[]> = T extends Date
  ? `a Date${In<At>}`
  : T extends ReadonlyMap<unknown, unknown>
    ? `a Map${In<At>}`
    : T extends ReadonlySet<unknown>
      ? `a Set${In<At>}`
      : T extends (...args: never[]) => unknown
        ? `a function${In<At>}`
        : T extends readonly (infer Item)[]
          ? (undefined extends Item ? `undefined array items${In<At>}` : never) | Culprit<Item, At, [...Depth, unknown]>
          : { [K in keyof T]-?: Culprit<T[K], Below<At, K>, [...Depth, unknown]> }[keyof T];

type Below<At extends string, K> = K extends string ? (At extends "" ? K : `${At}.${K}`) : At;

type In<At extends string> = At extends "" ? "" : ` in \`${At}\``;

/**
 * A type that nothing has: where a check finds a mistake, this type stands in the parameter's place, and the
 * compiler's message names the sentence as the missing property.
 */
export type Invalid<Why extends string> = { readonly [K in Why]: never };

/** `unknown` where a record of sentences holds none; else they stand in the parameter's place. */
export type Unmistaken<Mistakes> = [Mistakes[keyof Mistakes]] extends [never]
  ? unknown
  : Invalid<Mistakes[keyof Mistakes] & string>;

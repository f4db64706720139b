/**
 * A type that nothing has: where a check finds a mistake, this type stands in the parameter's place, and the
 * compiler's message names the sentence as the missing property.
 */
export type Invalid<Why extends string> = { readonly [K in Why]: never };

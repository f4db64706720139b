import { fold } from "./fold.ts";
import { free } from "./free.ts";

/** The two forms of a projection: `fold` into rows, or `free` SQL. */
export const projection: { readonly fold: typeof fold; readonly free: typeof free } = Object.freeze({ fold, free });

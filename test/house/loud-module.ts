/** A module that draws a number while it is loaded: the bad sample of quiet-imports.test.ts. */
export const drawn: number = Math.random();

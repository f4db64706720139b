/** What must end with the harness, last first. */
export type Ends = (() => void | Promise<void>)[];

/** Last first, all of them, whatever some of them throw. */
export async function endAll(ends: Ends): Promise<void> {
  for (const end of ends.splice(0).reverse()) await Promise.resolve(end()).catch(() => {});
}

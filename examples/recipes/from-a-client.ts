import { client } from "myelin/client";
import type { polls } from "./read-your-writes.ts";

// #region vote
/** In a browser, on Node, Deno, Bun or a worker: types are taken along, code is not. */
export async function vote(url: string, pollId: string) {
  const { commands, queries } = client<typeof polls>({ url });
  await commands.Vote({ pollId, answer: "yes" }); // one id for all attempts
  return queries.soon.of({ pollId }); // waits for the vote by itself
}
// #endregion

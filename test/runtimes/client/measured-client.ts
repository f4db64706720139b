import { client } from "../../../adapters/client/mod.ts";
import type { bank } from "../../../examples/bank/bank.ts";

/** All that a page has of the engine. */
export const { commands, queries, events, workflows } = client<typeof bank>("https://bank.example");

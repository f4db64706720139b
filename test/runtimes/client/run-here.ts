import { runClientCases } from "../../client/client-cases.ts";

/** On Node, Deno and Bun: the server's address is the last argument. Prints what came of the cases. */
declare const Deno: { readonly args: readonly string[] } | undefined;

const args = typeof Deno === "undefined" ? process.argv : Deno.args;
const results = await runClientCases({ url: args.at(-1) ?? "", token: "t" });
console.log(JSON.stringify(results));

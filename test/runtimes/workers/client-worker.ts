import { runClientCases } from "../../client/client-cases.ts";

/** On workerd: the server's address comes by the environment. */
export default {
  fetch: async (_: Request, { SERVER }: { readonly SERVER: string }): Promise<Response> =>
    Response.json(await runClientCases({ url: SERVER, token: "t" })),
};

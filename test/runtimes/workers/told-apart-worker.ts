import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { passes, toldApart } from "./told-apart.ts";

interface Env {
  readonly DATABASE_URL: string;
  readonly NOWHERE: string;
}

export default {
  fetch: async (_request: Request, env: Env): Promise<Response> => {
    const [store, nowhere] = [
      await postgresStore({ url: env.DATABASE_URL, mode: "pooled" }),
      await postgresStore({ url: env.NOWHERE, mode: "pooled" }),
    ];
    const answer = {
      raised: await toldApart(store),
      refused: await passes(nowhere, "select 1"),
    };
    await Promise.all([store.close(), nowhere.close()]);
    return Response.json(answer);
  },
};

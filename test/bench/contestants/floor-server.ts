import { Hono } from "hono";
import * as v from "valibot";
import { serveNode } from "../../../adapters/node/mod.ts";
import { DepositMoney } from "../domain/messages.ts";
import { answerHttpJobs } from "./http-job.ts";

/** The HTTP floor: Hono, the body checked by valibot, no database. The same host as Myelin's. */
answerHttpJobs(async () => {
  const app = new Hono();
  app.post("/commands/:command", async (context) => {
    const { accountId, amount } = v.parse(DepositMoney, await context.req.json());
    return context.json({ accountId, amount });
  });
  return serveNode({ fetch: app.fetch, port: 0, signals: [] });
});

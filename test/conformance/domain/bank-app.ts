import { Hono } from "hono";
import { httpApp } from "../../../adapters/http/mod.ts";
import type { Engine } from "../../../src/runtime/mod.ts";
import { adminToken } from "./admin-token.ts";

/** The server side of the cases, the same on every runtime: the bank, once with a token and, below `/bare`, once without; and a sweep. */
export function bankApp(engine: Engine): Hono {
  const log = () => {};
  return new Hono()
    .post("/sweep", async (context) => context.json(await engine.sweep({ budgetMs: 10_000 })))
    .route("/bare", httpApp(engine, { log }))
    .route("/", httpApp(engine, { log, adminToken }));
}

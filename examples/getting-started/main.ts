import { compile } from "myelin";
import { httpApp } from "myelin/http";
import { serveNode } from "myelin/node";
import { postgresStore } from "myelin/postgres";
import { startEngine } from "myelin/runtime";
import { school } from "./app.ts";

const engine = await startEngine({
  tables: compile(school),
  store: await postgresStore({ url: process.env.DATABASE_URL ?? "postgres://localhost/school" }),
  migrate: true,
});
const { fetch } = httpApp(engine, { adminToken: process.env.MYELIN_ADMIN_TOKEN ?? "" });
const { url } = await serveNode({ fetch, port: Number(process.env.PORT ?? 8080), onShutdown: () => engine.stop() });
console.log(`The school listens on ${url}`);

import { compile } from "myelin";
import { httpApp } from "myelin/http";
import { serveNode } from "myelin/node";
import { pgliteStore } from "myelin/pglite";
import { startEngine } from "myelin/runtime";
import { bank } from "./transfers.ts";

const engine = await startEngine({
  tables: compile(bank), // one error that lists every mistake
  store: await pgliteStore({ directory: ".myelin/bank" }), // or: postgresStore({ url })
  migrate: true,
});
const { fetch } = httpApp(engine, { adminToken: process.env.MYELIN_ADMIN_TOKEN ?? "" }); // none: what it protects is closed
const port = Number(process.env.PORT ?? 8080);
const { url } = await serveNode({ fetch, port, onShutdown: () => engine.stop() });
console.log(`The bank listens on ${url}`);

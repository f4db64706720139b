import { compile } from "myelin";
import { denoHandler } from "myelin/deno";
import { httpApp } from "myelin/http";
import { pgliteStore } from "myelin/pglite";
import { startEngine } from "myelin/runtime";
import { bank } from "./transfers.ts";

const engine = await startEngine({
  tables: compile(bank),
  store: await pgliteStore({ directory: ".myelin/bank" }), // or: postgresStore({ url })
  migrate: true,
});

export default denoHandler({ fetch: httpApp(engine).fetch, onShutdown: () => engine.stop() });

import { compile } from "myelin";
import { bunHandler } from "myelin/bun";
import { httpApp } from "myelin/http";
import { pgliteStore } from "myelin/pglite";
import { startEngine } from "myelin/runtime";
import { bank } from "./bank.ts";

const engine = await startEngine({
  tables: compile(bank),
  store: await pgliteStore({ directory: ".myelin/bank" }), // or: postgresStore({ url })
  migrate: true,
});
const port = Number(process.env.PORT ?? 8080);

export default bunHandler({ fetch: httpApp(engine).fetch, port, onShutdown: () => engine.stop() });

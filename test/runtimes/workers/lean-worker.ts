import { httpApi } from "../../../adapters/http/mod.ts";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { workersHost } from "../../../adapters/workers/mod.ts";
import { bank } from "../../../examples/bank/bank.ts";
import { compile } from "../../../src/mod.ts";

/** The bank's worker without dashboard and OpenAPI. */
export default workersHost({
  tables: () => compile(bank),
  store: (url) => postgresStore({ url, max: 3, mode: "pooled" }),
  app: (engine, { http }) => httpApi(engine, http),
});

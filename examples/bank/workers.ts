import { compile } from "myelin";
import { httpApp } from "myelin/http";
import { postgresStore } from "myelin/postgres";
import { workersHost } from "myelin/workers";
import { bank } from "./bank.ts";

export default workersHost({
  tables: () => compile(bank), // once in each isolate, at its first request
  store: (url) => postgresStore({ url, max: 3, mode: "pooled" }), // by HYPERDRIVE, else DATABASE_URL
  app: (engine, { http }) => httpApp(engine, http), // with MYELIN_ADMIN_TOKEN, where it is set
});

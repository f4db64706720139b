import { compile } from "myelin";
import { httpApp } from "myelin/http";
import { postgresStore } from "myelin/postgres";
import { workersHost } from "myelin/workers";
import { bank } from "../../../examples/bank/bank.ts";

/** The bank with little patience, so that tests see what becomes of deadlines and leases. Milliseconds. */
const [timeoutMs, leaseMs] = [2_000, 1_000];

export default workersHost({
  tables: () => compile(bank),
  store: (url) => postgresStore({ url, max: 3, mode: "pooled", connectTimeout: 2_000 }),
  app: (engine, { http }) =>
    httpApp({ ...engine, submit: (submission) => engine.submit({ ...submission, timeoutMs }) }, http),
  engine: { leaseMs },
});

import { compile } from "myelin";
import { clusterSettings, httpApp } from "myelin/http";
import { serveNode } from "myelin/node";
import { postgresStore } from "myelin/postgres";
import { startEngine } from "myelin/runtime";
import { bank } from "./bank.ts";

// MYELIN_NODE_ADDRESS, MYELIN_CLUSTER_SECRET, MYELIN_LOAD_FACTOR; nothing where they are not set
const { cluster, clusterSecret } = clusterSettings(process.env);

const engine = await startEngine({
  tables: compile(bank),
  store: await postgresStore({ url: process.env.DATABASE_URL ?? "postgres://localhost/bank" }),
  migrate: true,
  ...(cluster === undefined ? {} : { cluster }),
});
engine.nodes.onChange(({ version, members }) => console.log(`Ring ${version}: ${members.join(", ")}`));
const { fetch } = httpApp(engine, clusterSecret === undefined ? {} : { clusterSecret });
const port = Number(process.env.PORT ?? 8080);
const { url } = await serveNode({ fetch, port, hostname: "0.0.0.0", onShutdown: () => engine.stop() });
console.log(`A node of the bank listens on ${url}`);

import { memoryStore } from "myelin/memory";
import { pgliteStore } from "myelin/pglite";
import { postgresStore } from "myelin/postgres";
import type { Store } from "myelin/runtime";
import type { StoreCapability } from "myelin/testing";
import { freshDatabase } from "./fresh-database.ts";

/** A store that the shared cases run on. */
export interface Subject {
  readonly kind: string;
  /** An empty store of its own; closing it leaves nothing behind. */
  readonly open: () => Promise<Store>;
  /** What the store cannot do, and why. */
  readonly lacks: Readonly<Partial<Record<StoreCapability, string>>>;
}

const serverUrl = Deno.env.get("DATABASE_URL") ?? "";

/** Every store there is on Deno; Postgres where the lane passes the url of a server. */
export const subjects: readonly Subject[] = [
  { kind: "memory", open: () => Promise.resolve(memoryStore()), lacks: { sql: "the memory store has no SQL" } },
  { kind: "pglite", open: () => pgliteStore(), lacks: { parallel: "PGlite has one session" } },
  ...(serverUrl === "" ? [] : [{ kind: "postgres", open: () => openPostgres(serverUrl), lacks: {} }]),
];

async function openPostgres(server: string): Promise<Store> {
  const { url, drop } = await freshDatabase(server);
  const store = await postgresStore({ url });
  return { ...store, close: () => store.close().finally(drop) };
}

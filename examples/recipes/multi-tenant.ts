import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { aggregate, application, compile, copyMetadata, onDispatch, projection, query } from "myelin";
import { httpApp } from "myelin/http";
import { type Engine, type Store, startEngine } from "myelin/runtime";
import * as v from "valibot";

// #region domain
export const note = aggregate("note", {
  initial: () => "",
  events: { NoteWritten: v.object({ text: v.string() }) },
  commands: { WriteNote: v.object({ noteId: v.string(), text: v.string() }) },
})
  .route(({ noteId }, { metadata }) => `${metadata.tenantId}:${noteId}`) // no tenant's stream is another's
  .evolve({ NoteWritten: (_, { text }) => text })
  .decide({ WriteNote: (_, { text }, { emit }) => emit.NoteWritten({ text }) });

const noteTable = pgTable(
  "notes",
  { tenantId: text("tenant_id").notNull(), noteId: text("note_id").notNull(), edits: integer("edits").notNull() },
  ({ tenantId, noteId }) => [primaryKey({ columns: [tenantId, noteId] })],
);

export const notes = projection
  .fold("notes", { table: noteTable, key: ["tenantId", "noteId"], initial: { edits: 0 } })
  .on(
    note,
    { NoteWritten: ({ edits }) => ({ edits: edits + 1 }) },
    {
      by: (_, { stream }) => {
        const at = stream.id.indexOf(":");
        return [stream.id.slice(0, at), stream.id.slice(at + 1)];
      },
    },
  )
  .queries({
    of: query(v.object({ tenantId: v.string(), noteId: v.string() }), ({ tenantId, noteId }, { rows }) =>
      rows.get(tenantId, noteId),
    ),
  });

export const notebook = application("notebook", [note, notes], {
  dispatch: [
    onDispatch("tenant required", ({ metadata }, { refuse }) =>
      typeof metadata.tenantId === "string" ? undefined : refuse("Name a tenant"),
    ),
  ],
  correlate: [copyMetadata("tenantId")], // events, and what reactors and workflows send, carry it on
});
// #endregion

// #region http
/** Whom a request speaks for: your own authentication, such as a verified token's claim. */
type TenantOf = (request: Request) => string | undefined;

export function notebookApp(engine: Engine, tenantOf: TenantOf) {
  return httpApp(engine, {
    scope: ({ req }) => tenantOf(req.raw), // command ids of two tenants never meet
    metadata: ({ req }) => {
      const tenantId = tenantOf(req.raw);
      return tenantId === undefined ? {} : { tenantId };
    },
    middleware: [
      async ({ req, text }, next) => {
        const asked = req.path.startsWith("/queries/") ? req.query("tenantId") : undefined;
        if (asked !== undefined && asked !== tenantOf(req.raw)) return text("That is another tenant's", 403);
        return next();
      },
    ],
  });
}
// #endregion

// #region apart
/** An engine for each tenant, each in a schema or a database of its own. */
export function engines(openStore: (tenant: string) => Promise<Store>) {
  const started = new Map<string, Promise<Engine>>();
  const start = async (tenant: string) =>
    startEngine({ tables: compile(notebook), store: await openStore(tenant), migrate: true, log: () => {} });
  return (tenant: string): Promise<Engine> => {
    const engine = started.get(tenant) ?? start(tenant);
    started.set(tenant, engine);
    return engine;
  };
}
// #endregion

import type { JsonObject, Tables } from "../../../src/runtime/mod.ts";
import { letterPaths, processorPaths, workflowPaths } from "./admin-paths.ts";
import { applicationPaths } from "./application-paths.ts";
import { schemaCollection } from "./application-schemas.ts";
import { engineSchemas } from "./engine-schemas.ts";
import { eventPaths } from "./event-paths.ts";
import { openPaths } from "./open-paths.ts";

/** An application over HTTP as OpenAPI 3.1, made of its schemas: what a library does not say of a schema is left open. */
export function openapiDocument(tables: Tables, root: string): JsonObject {
  const schemas = schemaCollection();
  const paths = {
    ...applicationPaths({ tables, schemas }),
    ...openPaths(),
    ...eventPaths(),
    ...processorPaths(),
    ...letterPaths(),
    ...workflowPaths(),
  };
  addEvents(tables, schemas);
  return {
    openapi: "3.1.0",
    info: { title: tables.name, version: "1", description: "Commands, queries and events of a Myelin application" },
    servers: [{ url: root }],
    paths,
    components: {
      schemas: { ...engineSchemas(), ...schemas.all },
      securitySchemes: { adminToken: { type: "http", scheme: "bearer", description: "The admin token of the server" } },
    },
  };
}

/** `data` of events by their types, for who reads the log. */
function addEvents({ aggregates }: Tables, schemas: ReturnType<typeof schemaCollection>): void {
  for (const { events } of Object.values(aggregates))
    for (const { type, schema } of Object.values(events)) schemas.add(`event.${type}`, schema);
}
